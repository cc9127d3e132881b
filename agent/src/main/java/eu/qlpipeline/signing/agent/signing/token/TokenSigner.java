package eu.qlpipeline.signing.agent.signing.token;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.Standing;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.latch.PinAdvice;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Has the current generation sign, and decides what an error of the token means: try once more, replace the generation, or
 * stop until a person has looked.
 *
 * <p>Safe for use by several threads; a call blocks for as long as the token takes.
 */
public final class TokenSigner implements PurposeSigner {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int SESSION_RETRIES = 4;

    private final TokenSupervisor supervisor;
    private final SessionGate gate;
    private final Function<Standing, Generation> choice;

    /**
     * A signer on that supervisor's generations.
     *
     * @param gate how many signatures are made at once
     */
    public TokenSigner(TokenSupervisor supervisor, SessionGate gate) {
        this(supervisor, gate, Standing::serving);
    }

    private TokenSigner(TokenSupervisor supervisor, SessionGate gate, Function<Standing, Generation> choice) {
        this.supervisor = supervisor;
        this.gate = gate;
        this.choice = choice;
    }

    /** The same for what the agent has signed for itself: also where the certificate is not valid now. */
    public TokenSigner own() {
        return new TokenSigner(supervisor, gate, Standing::signing);
    }

    @Override
    public SigningKey key() {
        return keyOf(generation());
    }

    private Generation generation() {
        return choice.apply(supervisor.standingSoon(PATIENCE));
    }

    private static SigningKey keyOf(Generation generation) {
        return new SigningKey(generation.identity().fingerprint(), generation.boundScheme());
    }

    @Override
    public Made sign(SigningKey key, SigningPurpose purpose) {
        Generation generation = generation();
        requireKey(key, generation);
        requireOffered(purpose, generation);
        try {
            return attempt(generation, purpose);
        } catch (GeneralSecurityException | ProviderException e) {
            AgentException verdict = verdict(generation, e);
            if (verdict.reason() == ReasonCode.SCHEME_UNSUPPORTED) {
                throw verdict;
            }
            return again(key, purpose, generation, verdict);
        }
    }

    private static void requireKey(SigningKey key, Generation generation) {
        if (!keyOf(generation).equals(key)) {
            throw new AgentException(
                    ReasonCode.TOKEN_SESSION_LOST, "token: its key was replaced while the request waited");
        }
    }

    /** No fallback to another salt: the verifier of a raw challenge expects 478 bytes, and nothing in it says otherwise. */
    private static void requireOffered(SigningPurpose purpose, Generation generation) {
        if (!generation.offers(purpose.kind())) {
            throw new AgentException(
                    ReasonCode.SCHEME_UNSUPPORTED,
                    purpose.kind().label() + ": not offered by this token, which refuses a salt of 478 bytes"
                            + " (expected: bound-challenge)",
                    "let the caller ask for bound-challenge: its purposes in providers.directory, and its trust store");
        }
    }

    /** Once more, with the next generation if it is there in a moment; what comes after this request finds none at once. */
    private Made again(SigningKey key, SigningPurpose purpose, Generation lost, AgentException verdict) {
        Generation next = supervisor.awaitSuccessor(lost, PATIENCE).map(choice).orElseThrow(() -> verdict);
        requireKey(key, next);
        requireOffered(purpose, next);
        try {
            return attempt(next, purpose);
        } catch (GeneralSecurityException | ProviderException e) {
            throw verdict(next, e);
        }
    }

    /** Once more in the same generation where that is worth it: where the token has no session left, with fewer at once. */
    private Made attempt(Generation generation, SigningPurpose purpose) throws GeneralSecurityException {
        for (int failures = 0; ; failures++) {
            gate.enter();
            boolean signed = false;
            boolean refused = false;
            try {
                Made made = new Made(generation.sign(purpose), generation.number());
                signed = true;
                return made;
            } catch (GeneralSecurityException | ProviderException e) {
                refused = CkError.CKR_SESSION_COUNT.isBehind(e);
                if (severityOf(e) != CkError.Severity.TRANSIENT || failures >= (refused ? SESSION_RETRIES : 1)) {
                    throw e;
                }
            } finally {
                if (refused) {
                    gate.refused();
                } else {
                    gate.leave(signed);
                }
            }
        }
    }

    private AgentException verdict(Generation generation, Exception failure) {
        if (failure instanceof Generation.UnverifiedSignatureException) {
            AgentException reason = new AgentException(
                    ReasonCode.SIGNATURE_INVALID,
                    "signature: made by the token, does not verify; not released",
                    failure,
                    "do not use this token; let its vendor look at it, then start the agent again");
            supervisor.lost(generation, reason);
            return reason;
        }
        String error = CkError.describe(failure);
        if (severityOf(failure) == CkError.Severity.OUR_FAULT) {
            AgentException reason =
                    new AgentException(ReasonCode.SCHEME_UNSUPPORTED, "token: refused to sign: " + error, failure);
            if (generation.countRefusal()) {
                supervisor.lost(generation, reason);
            }
            return reason;
        }
        if (CkError.isLatch(failure)) {
            AgentException reason = new AgentException(
                    ReasonCode.PIN_REJECTED, "token: refused to sign: " + error, failure, PinAdvice.about(error));
            supervisor.lost(generation, reason);
            return reason;
        }
        AgentException reason = new AgentException(
                ReasonCode.TOKEN_SESSION_LOST, "token: session lost: " + error + "; opening another", failure);
        supervisor.lost(generation, reason);
        return reason;
    }

    private static CkError.Severity severityOf(Exception failure) {
        if (failure instanceof Generation.UnverifiedSignatureException) {
            return CkError.Severity.LATCH;
        }
        return CkError.behind(failure).map(CkError::severity).orElse(CkError.Severity.GENERATION_LOST);
    }
}

package eu.qlpipeline.signing.agent.signing.token;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.ProviderException;

/**
 * Has the current generation sign, and decides what an error of the token means: try once more, replace the generation, or
 * stop until a person has looked.
 *
 * <p>Safe for use by several threads; a call blocks for as long as the token takes.
 */
public final class TokenSigner implements PurposeSigner {

    private final TokenSupervisor supervisor;

    /** A signer on that supervisor's generations. */
    public TokenSigner(TokenSupervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public SigningKey key() {
        return keyOf(supervisor.current());
    }

    private static SigningKey keyOf(Generation generation) {
        return new SigningKey(generation.identity().fingerprint(), SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    }

    @Override
    public Made sign(SigningKey key, SigningPurpose purpose) {
        Generation generation = supervisor.current();
        if (!keyOf(generation).equals(key)) {
            throw new AgentException(
                    ReasonCode.TOKEN_SESSION_LOST, "token: its key was replaced while the request waited");
        }
        try {
            return made(generation, purpose);
        } catch (GeneralSecurityException | ProviderException first) {
            if (severityOf(first) != CkError.Severity.TRANSIENT) {
                throw verdict(generation, first);
            }
        }
        try {
            return made(generation, purpose);
        } catch (GeneralSecurityException | ProviderException second) {
            throw verdict(generation, second);
        }
    }

    private static Made made(Generation generation, SigningPurpose purpose) throws GeneralSecurityException {
        return new Made(generation.sign(purpose), generation.number());
    }

    private AgentException verdict(Generation generation, Exception failure) {
        if (failure instanceof Generation.UnverifiedSignatureException) {
            AgentException reason = new AgentException(
                    ReasonCode.SIGNATURE_INVALID,
                    "signature: made by the token, does not verify; not released",
                    failure,
                    "do not use this token; let its vendor look at it, then start the agent again");
            supervisor.latch(generation, reason);
            return reason;
        }
        String error = CkError.describe(failure);
        if (severityOf(failure) == CkError.Severity.OUR_FAULT) {
            return new AgentException(ReasonCode.SCHEME_UNSUPPORTED, "token: refused to sign: " + error, failure);
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

package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.latch.PinAdvice;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Has a generation sign what is of use to nobody, and verifies it; finds out on the way how long a salt the token takes. An
 * HSM in FIPS mode may take none that is longer than the digest.
 */
public final class SelfTest {

    private static final SignatureScheme LONGEST = SignatureScheme.RSA4096_PSS_SHA256_SALT478;
    private static final SignatureScheme SHORT = SignatureScheme.RSA4096_PSS_SHA256_SALT32;

    /** After these no other salt is of any use. */
    private static final Set<CkError.Severity> OVER =
            EnumSet.of(CkError.Severity.GENERATION_LOST, CkError.Severity.LIBRARY_LOST, CkError.Severity.LATCH);

    /** A name that nobody can have (RFC 6761 section 6.4). */
    private static final Audience NOBODY = new Audience("self-test.invalid");

    /** The first millisecond of 1970: no verifier takes an answer that expired then. */
    private static final BoundChallenge.Validity LONG_OVER = new BoundChallenge.Validity(0, 1);

    private final SecureRandom random;

    SelfTest(SecureRandom random) {
        this.random = random;
    }

    /**
     * Something to sign for the agent itself: a random challenge, or with the short salt, which raw challenges do not have, a
     * bound challenge for nobody, which expired long ago.
     */
    public static SigningPurpose purpose(
            CertificateFingerprint certificate, SignatureScheme scheme, SecureRandom random) {
        if (scheme == LONGEST) {
            return RawChallenge.random(random);
        }
        var terms = new BoundChallenge.Terms(Nonce.random(random), LONG_OVER, scheme);
        return new BoundChallenge(certificate, Nonce.random(random), NOBODY, ChannelBinding.none(), terms);
    }

    /**
     * The scheme with the longest salt that the token of a new generation takes.
     *
     * @throws AgentException with the reason why it signs with none
     */
    SignatureScheme longest(Generation generation) {
        Optional<Exception> refused = refusal(generation, LONGEST);
        if (refused.isEmpty()) {
            return LONGEST;
        }
        // Asked again: a token that refused everything for a moment must not lose its raw challenges by that. A code
        // that does not say that the request was wrong has to come more often.
        int doubts = isOurFault(refused.get()) ? 1 : 2;
        for (int i = 0; i < doubts; i++) {
            refusal(generation, SHORT).ifPresent(e -> {
                throw failed("478 or 32", e);
            });
            if (refusal(generation, LONGEST).isEmpty()) {
                return LONGEST;
            }
        }
        return SHORT;
    }

    /**
     * Has a generation whose scheme is known sign once more.
     *
     * @throws AgentException with the reason why it does not
     */
    void again(Generation generation) {
        SignatureScheme scheme = generation.boundScheme();
        refusal(generation, scheme).ifPresent(e -> {
            throw failed(Integer.toString(scheme.saltLength()), e);
        });
    }

    /** Signs; returns the token's refusal, where the session may be as good as before. */
    private Optional<Exception> refusal(Generation generation, SignatureScheme scheme) {
        try {
            generation.sign(purpose(generation.identity().fingerprint(), scheme, random));
            return Optional.empty();
        } catch (Generation.UnverifiedSignatureException e) {
            throw new AgentException(
                    ReasonCode.SIGNATURE_INVALID,
                    "self-test: the token's signature does not verify with the certificate's key",
                    e,
                    "do not use this token; let its vendor look at it");
        } catch (GeneralSecurityException | ProviderException e) {
            if (CkError.behind(e).map(CkError::severity).filter(OVER::contains).isPresent()) {
                throw failed(Integer.toString(scheme.saltLength()), e);
            }
            return Optional.of(e);
        }
    }

    private static boolean isOurFault(Exception refusal) {
        return CkError.behind(refusal).map(CkError::severity).equals(Optional.of(CkError.Severity.OUR_FAULT));
    }

    private static AgentException failed(String salt, Exception cause) {
        String error = CkError.describe(cause);
        if (CkError.isLatch(cause)) {
            return new AgentException(
                    ReasonCode.PIN_REJECTED,
                    "self-test: the token does not sign: " + error,
                    cause,
                    PinAdvice.about(error));
        }
        return new AgentException(
                isOurFault(cause) ? ReasonCode.SCHEME_UNSUPPORTED : ReasonCode.TOKEN_FAILURE,
                "self-test: the token does not sign RSASSA-PSS with SHA-256 and a salt of " + salt + " bytes: " + error,
                cause,
                "see what the token offers with: pkcs11-tool --list-mechanisms");
    }
}

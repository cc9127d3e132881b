package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.verify.Check;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/**
 * An answer to a bound challenge that passed all checks. Only the verifier makes these, so that having one is the proof.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class BoundVerified {

    private final StoredCertificate stored;
    private final BoundChallenge challenge;
    /** Of an answer that shares its proof, the proof of its own is put together only where somebody asks. */
    private final Supplier<BoundAnswer> answer;

    BoundVerified(StoredCertificate stored, BoundChallenge challenge, Supplier<BoundAnswer> answer) {
        this.stored = stored;
        this.challenge = challenge;
        this.answer = answer;
    }

    /** The stored certificate whose key signed. */
    public X509Certificate certificate() {
        return stored.certificate();
    }

    /** The fingerprint of that certificate. */
    public CertificateFingerprint fingerprint() {
        return stored.fingerprint();
    }

    /** The scheme of the signature. */
    public SignatureScheme scheme() {
        return challenge.scheme();
    }

    /** The challenge, with what the agent chose. */
    public BoundChallenge challenge() {
        return challenge;
    }

    /** What proved the answer. */
    public AnswerProof proof() {
        return answer.get().proof();
    }

    /** The checks, all passed, in their order. */
    public List<Check> checks() {
        return BoundChecks.all(stored, challenge.verifierNonce(), answer.get());
    }

    @Override
    public String toString() {
        return "BoundVerified[" + fingerprint() + ", " + challenge.verifierNonce() + "]";
    }
}

package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * An answer that passed all four checks. Only the verifier makes these, so that having one is the proof.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Verified {

    private final StoredCertificate stored;
    private final RecordedAnswer answer;
    private final List<Check> checks;

    Verified(StoredCertificate stored, RecordedAnswer answer, List<Check> checks) {
        this.stored = stored;
        this.answer = answer;
        this.checks = List.copyOf(checks);
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
        return answer.challenge().scheme();
    }

    /** The challenge. */
    public RawChallenge challenge() {
        return answer.challenge();
    }

    /** The signature over it. */
    public PssSignature signature() {
        return answer.signature();
    }

    /** The four checks, all passed. */
    public List<Check> checks() {
        return checks;
    }

    @Override
    public String toString() {
        return "Verified[" + fingerprint() + ", " + challenge() + "]";
    }
}

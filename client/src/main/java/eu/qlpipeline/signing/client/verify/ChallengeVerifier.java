package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that whoever answers a challenge has the key of a trusted certificate: the subject is the expected one, the
 * certificate is valid now, it is in the trusted list, and the signature is its key's over the challenge. Verifying
 * throws; it never returns a boolean.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ChallengeVerifier {

    /** The subject of QL-Pipeline's certificate (RFC 4514). */
    public static final String DEFAULT_SUBJECT = "CN=ql-pipeline.eu,O=Quality Link,C=EU";

    private final TrustedCertificates trusted;
    private final X500Principal subject;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** A verifier that expects {@link #DEFAULT_SUBJECT} and goes by the system's clock. */
    public ChallengeVerifier(TrustedCertificates trusted) {
        this(trusted, new X500Principal(DEFAULT_SUBJECT), Clock.systemUTC());
    }

    /**
     * @param trusted the trusted list
     * @param subject the subject that the certificate must have
     * @param clock tells whether the certificate is valid
     */
    public ChallengeVerifier(TrustedCertificates trusted, X500Principal subject, Clock clock) {
        this.trusted = Objects.requireNonNull(trusted, "trusted");
        this.subject = Objects.requireNonNull(subject, "subject");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** A fresh challenge of 32 random bytes, to be answered once. */
    public PendingChallenge newChallenge() {
        return new PendingChallenge(RawChallenge.random(random), this);
    }

    /**
     * Verifies an answer kept from an earlier time under whichever stored certificate it belongs to. Where several are of the
     * same key, as after a renewal, one that passes all checks suffices. Whoever replays an answer passes this: it proves
     * possession of the key at some time, not now.
     *
     * @throws VerificationException if a check fails; where several certificates are of the key, for the first of them
     */
    public Verified checkRecorded(RecordedAnswer answer) throws VerificationException {
        List<StoredCertificate> stored = storedCertificates();
        @Nullable VerificationException first = null;
        for (StoredCertificate candidate : stored) {
            if (stored.size() == 1 || signed(candidate, answer)) {
                try {
                    return check(candidate.certificate(), Optional.of(candidate), answer);
                } catch (VerificationException e) {
                    first = first == null ? e : first;
                }
            }
        }
        if (first != null) {
            throw first;
        }
        if (stored.isEmpty()) {
            throw new RawChecks().noneStored();
        }
        throw new VerificationException(
                Reason.SIGNATURE_INVALID,
                "signature: verifies under none of " + stored.size() + " stored certificates (expected: one)",
                null);
    }

    /**
     * Verifies an answer kept from an earlier time under a certificate that came with it and must be a stored one.
     *
     * @throws VerificationException if a check fails
     * @see #checkRecorded(RecordedAnswer)
     */
    public Verified checkRecorded(RecordedAnswer answer, X509Certificate presented) throws VerificationException {
        return check(presented, find(CertificateFingerprint.of(presented)), answer);
    }

    /** Verifies the answer to a challenge that was pending until now. */
    Verified verify(RawChallenge challenge, AgentAnswer answer) throws VerificationException {
        Optional<StoredCertificate> stored = find(answer.certificate());
        if (stored.isEmpty()) {
            throw new RawChecks().notTrusted(answer.certificate(), storedCertificates());
        }
        return check(stored.get().certificate(), stored, new RecordedAnswer(challenge, answer.signature()));
    }

    private Verified check(X509Certificate certificate, Optional<StoredCertificate> stored, RecordedAnswer answer)
            throws VerificationException {
        var checks = new RawChecks();
        checks.subject(certificate, subject);
        checks.validAt(clock.instant(), certificate);
        if (stored.isEmpty()) {
            throw checks.notTrusted(CertificateFingerprint.of(certificate), storedCertificates());
        }
        checks.trusted(stored.get());
        return checks.signature(stored.get(), answer);
    }

    private static boolean signed(StoredCertificate candidate, RecordedAnswer answer) {
        try {
            candidate.verify(answer.challenge(), answer.signature());
            return true;
        } catch (SignatureException e) {
            return false;
        }
    }

    private Optional<StoredCertificate> find(CertificateFingerprint fingerprint) throws VerificationException {
        try {
            return trusted.find(fingerprint);
        } catch (TrustStoreException e) {
            throw new VerificationException(Reason.TRUST_STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    private List<StoredCertificate> storedCertificates() throws VerificationException {
        try {
            return trusted.list();
        } catch (TrustStoreException e) {
            throw new VerificationException(Reason.TRUST_STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }
}

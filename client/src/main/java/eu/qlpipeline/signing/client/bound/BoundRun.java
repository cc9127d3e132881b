package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.trust.CertificateDates;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.Check;
import eu.qlpipeline.signing.client.verify.StoredNames;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import java.security.SignatureException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the checks of a bound answer; each either passes, or throws with those before it. */
final class BoundRun {

    private final Optional<StoredCertificate> found;
    private final Nonce nonce;
    private final BoundAnswer answer;

    /**
     * @param found the stored certificate that the answer names, if it is one
     */
    BoundRun(Optional<StoredCertificate> found, Nonce nonce, BoundAnswer answer) {
        this.found = found;
        this.nonce = nonce;
        this.answer = answer;
    }

    /** The stored certificate is for bound mode, this audience, and the answer's kind of channel binding. */
    void enrolled(Audience audience) throws VerificationException {
        if (found.isEmpty()) {
            return;
        }
        StoredCertificate stored = found.get();
        if (!(stored.enrolment() instanceof Enrolment.Bound bound)) {
            throw failed(
                    Check.Name.ENROLLED,
                    Reason.MODE_UNEXPECTED,
                    "certificate: " + stored.fingerprint() + " is stored for mode "
                            + stored.enrolment().mode() + " (expected: bound)");
        }
        if (!bound.audience().equals(audience)) {
            throw failed(
                    Check.Name.ENROLLED,
                    Reason.AUDIENCE_UNEXPECTED,
                    "audience: " + audience + " (expected: " + bound.audience() + ", as stored)");
        }
        if (answer.channelBinding() != bound.channelBinding()) {
            throw failed(
                    Check.Name.ENROLLED,
                    Reason.CHANNEL_BINDING_UNEXPECTED,
                    "channel binding: " + answer.channelBinding() + " (expected: " + bound.channelBinding()
                            + ", as stored)");
        }
    }

    VerificationException notTrusted(TrustedCertificates trusted) {
        try {
            return failed(
                    Check.Name.TRUSTED,
                    Reason.CERTIFICATE_NOT_TRUSTED,
                    "certificate: " + answer.certificate() + " (expected: " + StoredNames.oneOf(trusted.list()) + ")");
        } catch (TrustStoreException e) {
            return new VerificationException(Reason.TRUST_STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    void validAt(StoredCertificate stored, Instant now) throws VerificationException {
        if (stored.isValidAt(now)) {
            return;
        }
        CertificateDates dates = stored.dates();
        if (now.isBefore(dates.notBefore())) {
            throw failed(
                    Check.Name.NOT_EXPIRED,
                    Reason.CERTIFICATE_NOT_YET_VALID,
                    "certificate: valid from " + dates.notBefore() + " (expected: valid at " + now + ")");
        }
        throw failed(
                Check.Name.NOT_EXPIRED,
                Reason.CERTIFICATE_EXPIRED,
                "certificate: expired at " + dates.notAfter() + " (expected: valid at " + now + ")");
    }

    void goodAt(Instant now) throws VerificationException {
        try {
            answer.terms().validity().requireAt(now);
        } catch (ContractViolation e) {
            VerificationException rejection = VerificationException.of(e);
            throw failed(Check.Name.TIMES, rejection.reason(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The challenge asked for the kind of channel binding that is enrolled. */
    void tiedTo(ChannelBinding asked) throws VerificationException {
        if (asked.type() != answer.channelBinding()) {
            throw failed(
                    Check.Name.SIGNATURE,
                    Reason.CHANNEL_BINDING_UNEXPECTED,
                    "channel binding: " + answer.channelBinding() + " (expected: " + asked.type() + ", as asked for)");
        }
    }

    void proven(StoredCertificate stored, BoundChallenge challenge, VerifiedRoots roots) throws VerificationException {
        try {
            if (answer.proof() instanceof AnswerProof.Batched batched) {
                roots.verify(
                        stored,
                        batched.proof().rootOf(challenge),
                        batched.proof().signature());
            } else if (answer.proof() instanceof AnswerProof.Direct direct) {
                stored.verify(challenge, direct.signature());
            }
        } catch (SignatureException e) {
            throw failed(
                    Check.Name.SIGNATURE,
                    Reason.SIGNATURE_INVALID,
                    e.getMessage() + " (expected: a signature by the key of " + stored.fingerprint()
                            + " over this challenge, for audience " + challenge.audience() + ")",
                    e);
        }
    }

    private VerificationException failed(Check.Name name, Reason reason, String message) {
        return failed(name, reason, message, null);
    }

    private VerificationException failed(Check.Name name, Reason reason, String message, @Nullable Throwable cause) {
        var checks = BoundChecks.before(name, found, nonce, answer);
        checks.add(new Check(name, false, message));
        return new VerificationException(reason, message, cause, checks);
    }
}

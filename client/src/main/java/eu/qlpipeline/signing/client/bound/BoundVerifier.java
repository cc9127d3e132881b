package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Verifies that whoever answers a bound challenge has the key of a trusted certificate and answered this verifier, now. It
 * makes the challenges, keeps their nonces, and checks answers in the order of the protocol: the certificate is enrolled
 * for bound mode, this audience and this channel binding; the nonce is pending, and is spent; the certificate is a
 * stored one; it is valid now; the answer is good now; the signature, or the batch proof, is the key's over the message
 * rebuilt from the verifier's own nonce, name and certificate. Verifying throws; it never returns a boolean.
 *
 * <p>Safe for use by several threads, and meant to be shared: it remembers the roots of batches, so that of all the
 * answers in a batch one costs an RSA operation.
 */
public final class BoundVerifier {

    private final TrustedCertificates trusted;
    private final Audience audience;
    private final Clock clock;
    private final PendingNonces nonces;
    private final VerifiedRoots roots;

    /** A verifier of that name with {@link BoundLimits#DEFAULT} and the system's clock. */
    public BoundVerifier(TrustedCertificates trusted, Audience audience) {
        this(trusted, audience, BoundLimits.DEFAULT, Clock.systemUTC());
    }

    /**
     * @param trusted the trusted list; a snapshot, where many answers are verified
     * @param audience the verifier's own name, as it was fixed when the certificates were stored
     * @param limits how much it keeps in mind
     * @param clock tells whether certificate and answer are valid
     */
    public BoundVerifier(TrustedCertificates trusted, Audience audience, BoundLimits limits, Clock clock) {
        this.trusted = Objects.requireNonNull(trusted, "trusted");
        this.audience = Objects.requireNonNull(audience, "audience");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.nonces = new PendingNonces(limits, clock);
        this.roots = new VerifiedRoots(limits);
    }

    /**
     * A fresh challenge that is tied to no connection.
     *
     * @throws VerificationException (NONCES_EXHAUSTED) if too many challenges wait for their answers
     */
    public ChallengeRequest.Bound newChallenge() throws VerificationException {
        return newChallenge(ChannelBinding.none());
    }

    /**
     * A fresh challenge.
     *
     * @param binding the connection that the answer is to be tied to
     * @throws VerificationException (NONCES_EXHAUSTED) if too many challenges wait for their answers
     */
    public ChallengeRequest.Bound newChallenge(ChannelBinding binding) throws VerificationException {
        return new ChallengeRequest.Bound(nonces.issue(binding), Optional.of(audience), binding);
    }

    /** Gives a challenge up: no answer to it is taken any more. It makes room for the next one. */
    public void abandon(ChallengeRequest.Bound challenge) {
        nonces.abandon(challenge.verifierNonce());
    }

    /**
     * Verifies the answer to one of this verifier's challenges, and spends its nonce.
     *
     * @param nonce the nonce of the challenge
     * @throws VerificationException if a check fails
     */
    public BoundVerified verify(Nonce nonce, BoundAnswer answer) throws VerificationException {
        Optional<StoredCertificate> found = find(answer.certificate());
        var run = new BoundRun(found, nonce, answer);
        run.enrolled(audience);
        ChannelBinding binding = nonces.spend(nonce);
        StoredCertificate stored = found.orElseThrow(() -> run.notTrusted(trusted));
        Instant now = clock.instant();
        run.validAt(stored, now);
        run.goodAt(now);
        run.tiedTo(binding);
        var challenge = new BoundChallenge(stored.fingerprint(), nonce, audience, binding, answer.terms());
        run.proven(stored, challenge, roots);
        return new BoundVerified(stored, challenge, () -> answer);
    }

    /**
     * Verifies the answer to several of this verifier's challenges, by the same checks as if each had its own, and spends
     * their nonces.
     *
     * @param challenges those that were asked, in the order of the answer
     * @param verdicts told of each challenge, once, before this returns
     * @throws VerificationException if the trust store cannot be read, or the answer is for more or fewer challenges; then no
     *     verdict is told
     */
    public void verify(List<ChallengeRequest.Bound> challenges, SharedAnswer answer, SharedVerdicts verdicts)
            throws VerificationException {
        if (challenges.size() != answer.run().span().count()) {
            throw new VerificationException(
                    Reason.ANSWER_MALFORMED,
                    "shared answer: for " + answer.run().span().count() + " challenges (expected: " + challenges.size()
                            + ")",
                    null);
        }
        new SharedRun(this, find(answer.certificate()), challenges, answer).verify(audience, verdicts);
    }

    Instant now() {
        return clock.instant();
    }

    PendingNonces nonces() {
        return nonces;
    }

    VerifiedRoots roots() {
        return roots;
    }

    private Optional<StoredCertificate> find(CertificateFingerprint certificate) throws VerificationException {
        try {
            return trusted.find(certificate);
        } catch (TrustStoreException e) {
            throw new VerificationException(Reason.TRUST_STORE_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }
}

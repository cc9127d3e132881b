package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A challenge that waits for its one answer. The first answer spends it, whether it verifies or not.
 *
 * <p>Safe for use by several threads; of several answers at once, one is looked at.
 */
public final class PendingChallenge {

    private final RawChallenge challenge;
    private final ChallengeVerifier verifier;
    private final AtomicBoolean spent = new AtomicBoolean();

    PendingChallenge(RawChallenge challenge, ChallengeVerifier verifier) {
        this.challenge = challenge;
        this.verifier = verifier;
    }

    /** The challenge to send. */
    public RawChallenge challenge() {
        return challenge;
    }

    /**
     * Verifies the answer and spends the challenge.
     *
     * @throws VerificationException if the challenge is spent, or a check fails
     */
    public Verified verify(AgentAnswer answer) throws VerificationException {
        if (!spent.compareAndSet(false, true)) {
            throw new VerificationException(
                    Reason.CHALLENGE_SPENT, "challenge: answered before (expected: one answer to each)", null);
        }
        return verifier.verify(challenge, answer);
    }
}

package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.contract.SigningPurpose;

/**
 * One request for one signature.
 *
 * @param caller who asks, as authenticated by TLS
 * @param purpose what for
 * @param deadlineNanos when the caller stops waiting, on the scale of {@link System#nanoTime}
 */
public record SignatureRequest(Caller caller, SigningPurpose purpose, long deadlineNanos) {

    /** Whether the caller has stopped waiting. */
    public boolean isExpired() {
        return deadlineNanos - System.nanoTime() <= 0;
    }
}

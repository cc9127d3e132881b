package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.policy.Caller;

/**
 * One request for one signature, authorised.
 *
 * @param caller who asks, as authenticated by TLS
 * @param demand what for
 * @param deadlineNanos when the caller stops waiting, on the scale of {@link System#nanoTime}
 */
record SignatureRequest(Caller caller, Demand demand, long deadlineNanos) {

    /** Whether the caller has stopped waiting. */
    boolean isExpired() {
        return deadlineNanos - System.nanoTime() <= 0;
    }

    /** Whether one signature may answer this request and others. */
    boolean isBatchable() {
        return demand instanceof Demand.Bound && caller.allowBatch();
    }
}

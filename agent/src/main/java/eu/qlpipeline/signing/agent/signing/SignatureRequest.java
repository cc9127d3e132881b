package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.contract.audit.RequestFacts;

/**
 * One request for one signature, authorised.
 *
 * @param caller who asks, as authenticated by TLS
 * @param challenge what for
 * @param deadlineNanos when the caller stops waiting, on the scale of {@link System#nanoTime}
 */
record SignatureRequest(Caller caller, GrantedChallenge challenge, long deadlineNanos) {

    /** Whether the caller still waits then, on the scale of {@link System#nanoTime}. */
    boolean canWaitUntil(long nanoTime) {
        return deadlineNanos - nanoTime > 0;
    }

    /** Whether one signature may answer this request and others. */
    boolean isBatchable() {
        return challenge instanceof GrantedChallenge.Bound && caller.allowBatch();
    }

    /** What the audit log keeps of it. */
    RequestFacts facts() {
        return challenge.facts(caller);
    }
}

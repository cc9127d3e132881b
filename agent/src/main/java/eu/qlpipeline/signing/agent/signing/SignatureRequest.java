package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.util.Optional;

/**
 * One request for one signature, authorised.
 *
 * @param caller who asks, as authenticated by TLS
 * @param demand what for
 * @param deadlineNanos when the caller stops waiting, on the scale of {@link System#nanoTime}
 */
record SignatureRequest(Caller caller, Demand demand, long deadlineNanos) {

    /** Whether the caller still waits then, on the scale of {@link System#nanoTime}. */
    boolean canWaitUntil(long nanoTime) {
        return deadlineNanos - nanoTime > 0;
    }

    /** Whether one signature may answer this request and others. */
    boolean isBatchable() {
        return demand instanceof Demand.Bound && caller.allowBatch();
    }

    /** What the audit log keeps of it. */
    RequestFacts facts() {
        if (demand instanceof Demand.Bound bound) {
            return bound(
                    caller, Optional.of(bound.audience()), bound.verifierNonce().bytes());
        }
        Demand.Complete complete = (Demand.Complete) demand;
        return facts(caller, complete);
    }

    /** What the audit log keeps of a request that was not authorised. */
    static RequestFacts facts(Caller caller, ChallengeRequest request) {
        if (request instanceof ChallengeRequest.Bound bound) {
            return bound(caller, bound.audience(), bound.verifierNonce().bytes());
        }
        return facts(caller, new Demand.Complete(((ChallengeRequest.Raw) request).challenge()));
    }

    /** What the audit log keeps of a request that was not authorised. */
    static RequestFacts facts(Caller caller, Demand.Complete demand) {
        return new RequestFacts(
                caller.name(),
                demand.kind(),
                Optional.empty(),
                Digest.of(demand.purpose().message()));
    }

    private static RequestFacts bound(Caller caller, Optional<Audience> audience, byte[] nonce) {
        return new RequestFacts(caller.name(), PurposeKind.BOUND_CHALLENGE, audience, Digest.of(nonce));
    }
}

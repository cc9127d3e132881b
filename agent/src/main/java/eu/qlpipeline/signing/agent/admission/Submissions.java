package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.contract.ChallengeRequest;

/** Where requests are handed in once they are decoded. Safe for use by several threads. Submitting never blocks. */
public interface Submissions {

    /**
     * Takes a challenge.
     *
     * @throws AgentException (RATE_LIMITED, CONCURRENCY_LIMITED), and as
     *     {@link SigningService#submit(Caller, ChallengeRequest, long, SignatureListener)}. The listener then hears nothing
     */
    void submit(Caller caller, ChallengeRequest challenge, long deadlineNanos, SignatureListener listener);

    /** Hears of a request for signatures that is refused before it is read, by the limits of its caller, and why. */
    default void limited(Caller caller, ReasonCode reason) {}

    /** Hears of a request that cannot be handed in, because it breaks the contract, and why. */
    default void undecodable(ReasonCode reason) {}
}

package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.failure.AgentException;

/** Hears, exactly once, whether outcomes are durable, on a thread of the log that it must not block for long. */
public interface Durability {

    /** The outcomes and all that was written before them are on the disk: answers may leave. */
    void durable();

    /**
     * How long the outcomes may wait for others, in nanoseconds, so that one flush of the disk serves them all; 0 where they
     * are awaited at once.
     */
    default long patience() {
        return 0;
    }

    /** They are not, and will not be: no answer may leave. */
    void lost(AgentException reason);
}

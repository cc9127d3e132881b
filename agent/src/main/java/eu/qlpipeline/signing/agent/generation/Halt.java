package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;

/** Ends the process where nothing in it can reach the token any more, so that the service manager starts another. */
@FunctionalInterface
public interface Halt {

    /**
     * Writes out what must not be lost, and ends the process.
     *
     * @param why what happened
     */
    void now(AgentException why);
}

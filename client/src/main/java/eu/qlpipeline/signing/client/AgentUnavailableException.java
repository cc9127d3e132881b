package eu.qlpipeline.signing.client;

/**
 * Thrown where the agent cannot be reached or does not answer in time, or who waits for it is interrupted; says nothing about
 * whom it speaks for.
 */
public final class AgentUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    AgentUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

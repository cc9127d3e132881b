package eu.qlpipeline.signing.agent.generation;

/** The states of the token's supervisor. */
public enum TokenState {
    /** No generation was opened yet. */
    STARTING,
    /** A generation is open and signs. */
    SERVING,
    /** The generation was lost; another is being opened. */
    RECOVERING,
    /** Something that only a person can mend; nothing is tried. */
    LATCHED,
    /** Stopped for good. */
    CLOSED
}

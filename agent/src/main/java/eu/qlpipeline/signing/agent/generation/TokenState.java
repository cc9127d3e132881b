package eu.qlpipeline.signing.agent.generation;

/** The states of the token's supervisor. */
public enum TokenState {
    /** No generation was opened yet. */
    STARTING,
    /** A generation is open and signs. */
    SERVING,
    /** A generation is open, but calls into the token's library do not return; it is tried with one call at a time. */
    HUNG,
    /** The generation was lost, or none could be opened yet; another is being opened. */
    RECOVERING,
    /**
     * Something that only a person can mend. The token is looked at, and asked again when that was done. Where it is the time of the
     * certificate, the generation stays open for the checkpoints of the audit log.
     */
    LATCHED,
    /** Stopped for good. */
    CLOSED
}

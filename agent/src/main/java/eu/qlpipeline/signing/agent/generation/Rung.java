package eu.qlpipeline.signing.agent.generation;

/** How a generation was opened; the rung above these, another process, is the service manager's. */
public enum Rung {
    /** By another login to the library as it is. */
    LOGIN,
    /** After the library was finalised and initialised anew. */
    LIBRARY
}

package eu.qlpipeline.signing.agent.telemetry;

/** The levels of the log; the names in lower case are what the configuration calls them. */
public enum LogLevel {
    /** Something that a person has to see to. */
    ERROR,
    /** Something that a person may want to see to. */
    WARNING,
    /** What happens in the large. */
    INFO,
    /** What happens in the small. */
    DEBUG
}

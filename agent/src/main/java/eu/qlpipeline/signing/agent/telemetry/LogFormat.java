package eu.qlpipeline.signing.agent.telemetry;

/** The forms of a line of the log; the names in lower case are what the configuration calls them. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object, for machines. */
    JSON
}

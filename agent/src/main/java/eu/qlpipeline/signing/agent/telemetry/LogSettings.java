package eu.qlpipeline.signing.agent.telemetry;

/**
 * How the agent logs.
 *
 * @param format the form of a line
 * @param level the least level that is logged
 */
public record LogSettings(LogFormat format, LogLevel level) {

    /** The format where none is set. */
    public static final LogFormat DEFAULT_FORMAT = LogFormat.TEXT;

    /** The level where none is set. */
    public static final LogLevel DEFAULT_LEVEL = LogLevel.INFO;

    /** The same for a verb whose output is something else: INFO becomes WARNING. */
    public LogSettings quiet() {
        return level == LogLevel.INFO ? new LogSettings(format, LogLevel.WARNING) : this;
    }
}

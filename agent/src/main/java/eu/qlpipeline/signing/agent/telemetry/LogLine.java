package eu.qlpipeline.signing.agent.telemetry;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** The parts of a line of the log, the same for every form. */
record LogLine(
        String time,
        String level,
        String logger,
        String thread,
        String message,
        @Nullable Throwable thrown) {

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** Of a record, with the message that the form makes of it. */
    static LogLine of(LogRecord logRecord, Formatter form) {
        Object[] parameters = logRecord.getParameters();
        if (parameters != null) {
            // Of a number, the formatter would group the digits, and take those of the locale.
            logRecord.setParameters(
                    Arrays.stream(parameters).map(String::valueOf).toArray());
        }
        String name = String.valueOf(logRecord.getLoggerName());
        return new LogLine(
                MILLISECONDS.format(logRecord.getInstant()),
                level(logRecord.getLevel()),
                name.substring(name.lastIndexOf('.') + 1),
                Thread.currentThread().getName(),
                form.formatMessage(logRecord),
                logRecord.getThrown());
    }

    private static String level(Level level) {
        int value = level.intValue();
        LogLevel name = value >= Level.SEVERE.intValue()
                ? LogLevel.ERROR
                : value >= Level.WARNING.intValue()
                        ? LogLevel.WARNING
                        : value >= Level.INFO.intValue() ? LogLevel.INFO : LogLevel.DEBUG;
        return name.name().toLowerCase(Locale.ROOT);
    }

    /** The stack trace; empty where nothing was thrown. */
    String stackTrace() {
        if (thrown == null) {
            return "";
        }
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString().stripTrailing();
    }
}

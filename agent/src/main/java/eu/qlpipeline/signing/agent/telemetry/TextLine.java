package eu.qlpipeline.signing.agent.telemetry;

import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/** A line of the log for people. Whatever would break the line, and could forge another one, becomes a blank. */
final class TextLine extends Formatter {

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    @Override
    public String format(LogRecord logRecord) {
        LogLine line = LogLine.of(logRecord, this);
        String thrown = line.thrown() == null ? "" : " | " + line.stackTrace();
        String text = line.time() + " " + line.level().toUpperCase(Locale.ROOT) + " " + line.logger() + ": "
                + line.message() + thrown;
        return BREAKS.matcher(text).replaceAll(" ") + "\n";
    }
}

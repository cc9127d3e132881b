package eu.qlpipeline.signing.agent.telemetry;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/** A line of the log for machines: one JSON object. */
final class JsonLine extends Formatter {

    /** What JSON lets stand and a terminal obeys. */
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");

    @Override
    public String format(LogRecord logRecord) {
        LogLine line = LogLine.of(logRecord, this);
        var members = new JsonObject();
        members.addProperty("time", line.time());
        members.addProperty("level", line.level());
        members.addProperty("logger", line.logger());
        members.addProperty("thread", line.thread());
        members.addProperty("message", line.message());
        if (line.thrown() != null) {
            members.addProperty("stackTrace", line.stackTrace());
        }
        return CONTROLS.matcher(members.toString())
                        .replaceAll(c -> String.format(
                                Locale.ROOT, "\\\\u%04x", (int) c.group().charAt(0)))
                + "\n";
    }
}

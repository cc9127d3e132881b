package eu.qlpipeline.signing.agent.telemetry;

import eu.qlpipeline.signing.agent.json.Json;
import java.util.LinkedHashMap;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A line of the log for machines: one JSON object. */
final class JsonLine extends Formatter {

    @Override
    public String format(LogRecord logRecord) {
        LogLine line = LogLine.of(logRecord, formatMessage(logRecord));
        var members = new LinkedHashMap<String, Object>();
        members.put("time", line.time());
        members.put("level", line.level());
        members.put("logger", line.logger());
        members.put("thread", line.thread());
        members.put("message", line.message());
        if (line.thrown() != null) {
            members.put("stackTrace", line.stackTrace());
        }
        return Json.of(members) + "\n";
    }
}

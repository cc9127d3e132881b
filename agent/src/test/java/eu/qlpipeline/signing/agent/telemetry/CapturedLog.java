package eu.qlpipeline.signing.agent.telemetry;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class logs until this is closed, as it would be read. Safe for use by several threads. */
public final class CapturedLog implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            lines.add(logRecord.getLevel() + " "
                    + MessageFormat.format(logRecord.getMessage(), logRecord.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private CapturedLog(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
    }

    /** Begins to keep what is logged under that name, mostly that of a class. */
    public static CapturedLog of(String name) {
        return new CapturedLog(name);
    }

    /** What was logged so far, each with its level in front. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}

package eu.qlpipeline.signing.agent.watch;

import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** A log that memory runs out over, at its first line. */
final class FailingLog extends Handler {

    private boolean failed;

    @Override
    public synchronized void publish(LogRecord logRecord) {
        if (!failed) {
            failed = true;
            throw new InternalError("Java heap space");
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}

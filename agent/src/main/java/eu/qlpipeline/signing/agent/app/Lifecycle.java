package eu.qlpipeline.signing.agent.app;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, closed in reverse order, once. Safe for use by several threads. */
final class Lifecycle implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Takes charge of a part, to close it before all that were opened earlier. */
    @CanIgnoreReturnValue
    synchronized <T extends AutoCloseable> T open(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            AutoCloseable part = opened.pop();
            try {
                part.close();
            } catch (Exception | Error e) {
                // The one place where anything may come: a part that does not close must not keep the others open.
                System.getLogger(Lifecycle.class.getName())
                        .log(System.Logger.Level.WARNING, part.getClass().getSimpleName() + ": not closed", e);
            }
        }
    }
}

package eu.qlpipeline.signing.agent.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Warnings of one kind that whoever is at the other end of a connection can cause as often as it likes: about each subject one a
 * minute is logged, and with the next one how many were not.
 *
 * <p>Keeps a few bytes for each subject for ever. Safe for use by several threads.
 */
public final class RareWarnings {

    /** Time between two warnings about one subject. */
    static final Duration BETWEEN = Duration.ofMinutes(1);

    private final System.Logger log;
    private final LongSupplier nanoTime;
    private final Map<String, Subject> subjects = new ConcurrentHashMap<>();

    /**
     * @param log where they are logged
     * @param nanoTime as {@link System#nanoTime}
     */
    public RareWarnings(System.Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Warns, or counts that it did not.
     *
     * @param subject whom it is about, one of a bounded number
     * @param message one line of text
     */
    public void warn(String subject, String message) {
        long omitted = subjects.computeIfAbsent(subject, name -> new Subject()).next(nanoTime.getAsLong());
        if (omitted >= 0) {
            log.log(
                    System.Logger.Level.WARNING,
                    "{0}{1}",
                    message,
                    omitted == 0 ? "" : "; " + omitted + " more since the last such line");
        }
    }

    private static final class Subject {

        @GuardedBy("this")
        private boolean known;

        @GuardedBy("this")
        private long last;

        @GuardedBy("this")
        private long omitted;

        /** How many were omitted since the last one; negative if this one is to be as well. */
        synchronized long next(long now) {
            if (known && now - last < BETWEEN.toNanos()) {
                omitted++;
                return -1;
            }
            known = true;
            last = now;
            long before = omitted;
            omitted = 0;
            return before;
        }
    }
}

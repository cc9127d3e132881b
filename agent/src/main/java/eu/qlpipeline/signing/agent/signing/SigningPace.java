package eu.qlpipeline.signing.agent.signing;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the token takes for a signature, as measured: a moving average over the last dozen or so, and how far they are from
 * it. Both fade when nothing is measured any more: who is refused for a token that once was slow would otherwise be refused for
 * ever, because what is not admitted is not measured either. Safe for use by several threads.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6298#section-2">RFC 6298 section 2, which estimates a round trip so</a>
 */
final class SigningPace {

    private static final int WEIGHT = 8;
    private static final int WEIGHT_OF_DEVIATION = 4;
    private static final long WAY_BACK = Duration.ofMillis(20).toNanos();
    private static final long MOST_PATIENCE = WAY_BACK / 2;
    private static final long HALF_LIFE = Duration.ofSeconds(1).toNanos();

    private final int threads;
    private final LongSupplier nanoTime;
    private volatile Measure last;

    /**
     * A pace not measured yet.
     *
     * @param threads how many sign
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    SigningPace(int threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
        this.last = new Measure(0, 0, nanoTime.getAsLong());
    }

    /** Takes one signature's time into the average. */
    synchronized void measured(long nanos) {
        last = last.and(nanos, nanoTime.getAsLong());
    }

    /** What one signature takes, in nanoseconds; 0 where nothing was measured yet, or not for long. */
    long signature() {
        return last.at(nanoTime.getAsLong()).average;
    }

    /**
     * How long a request that comes now has to be ready to wait, in nanoseconds; 0 where nothing was measured yet. Where others
     * come first, half as much again as they should take, twice what signatures deviate, and up to 20 milliseconds for the way
     * back, which is longer on a busy machine: what is admitted at the edge of its deadline is signed for nobody.
     *
     * @param ahead how many signatures are to be made before it
     * @param time on this pace's clock
     */
    long estimate(int ahead, long time) {
        Measure now = last.at(time);
        long turns = ahead / threads;
        long before = turns * now.average;
        return now.average + before + before / 2 + 2 * turns * now.deviation + Math.min(before, WAY_BACK);
    }

    /**
     * How long an answer that is made may wait for the next ones, in nanoseconds, so that they reach disk and network together.
     * Where the token keeps up, not at all; where requests wait for it, a quarter of what this one waited beyond two signatures, but
     * no more than an eighth of the time that is left beyond 40 milliseconds, nor than 10 milliseconds.
     *
     * @param waited since when the request came
     * @param left until the caller stops waiting
     */
    long patience(long waited, long left) {
        long behind = waited - 2 * signature();
        long spare = left - 2 * WAY_BACK;
        return Math.max(0, Math.min(Math.min(behind / 4, spare / 8), MOST_PATIENCE));
    }

    /**
     * The average when it was taken.
     *
     * @param average in nanoseconds, 0 for none
     * @param deviation the mean of the distances from it, in nanoseconds
     * @param taken on the scale of {@link System#nanoTime}
     */
    private record Measure(long average, long deviation, long taken) {

        Measure and(long nanos, long now) {
            Measure faded = at(now);
            if (faded.average == 0) {
                return new Measure(nanos, nanos / 2, now);
            }
            long distance = nanos - faded.average;
            return new Measure(
                    faded.average + distance / WEIGHT,
                    faded.deviation + (Math.abs(distance) - faded.deviation) / WEIGHT_OF_DEVIATION,
                    now);
        }

        /** Good for twice the time that a signature takes, as long as one is under way; then it halves every second. */
        Measure at(long now) {
            long old = now - taken - 2 * average;
            if (old <= 0) {
                return this;
            }
            long halvings = Math.min(old / HALF_LIFE, Long.SIZE - 1);
            return new Measure(average >> halvings, deviation >> halvings, taken);
        }
    }
}

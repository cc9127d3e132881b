package eu.qlpipeline.signing.agent.signing;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The batches that are being signed, each of which counts until it is signed, or has taken so much longer than a signature does
 * that it may hang: what could be signed beside it must not wait until it is given up. Not safe for use by several threads.
 */
final class BatchesInWork {

    private static final int SIGNATURES = 4;
    private static final long AT_LEAST = Duration.ofMillis(100).toNanos();

    /** One request alone holds nobody up. */
    private static final Batch NONE = new Batch(0, 0);

    private final Pace pace;
    private final Set<Batch> batches = new HashSet<>();

    /**
     * What tells how long a batch may take.
     *
     * @param signature what one signature takes, in nanoseconds; 0 where nothing was measured
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    record Pace(LongSupplier signature, LongSupplier nanoTime) {}

    /** One of them; none is another. */
    static final class Batch {

        private final int size;
        private final long end;

        private Batch(int size, long end) {
            this.size = size;
            this.end = end;
        }
    }

    BatchesInWork(Pace pace) {
        this.pace = pace;
    }

    /** So many requests for one signature are taken now. */
    Batch add(int size) {
        if (size == 1) {
            return NONE;
        }
        long most = Math.max(AT_LEAST, SIGNATURES * pace.signature().getAsLong());
        Batch batch = new Batch(size, pace.nanoTime().getAsLong() + most);
        batches.add(batch);
        return batch;
    }

    /** It is signed, or is not to be; said again it means nothing. */
    void remove(Batch batch) {
        batches.remove(batch);
    }

    /** How many requests those have together that count now. */
    int requests() {
        if (batches.isEmpty()) {
            return 0;
        }
        long now = pace.nanoTime().getAsLong();
        int sum = 0;
        for (Batch batch : batches) {
            sum += batch.end - now > 0 ? batch.size : 0;
        }
        return sum;
    }

    /**
     * In how many nanoseconds the next one counts no more, if it is not signed before: nobody tells of that. A very long time
     * where none counts.
     */
    long untilFewer() {
        long now = pace.nanoTime().getAsLong();
        long least = Long.MAX_VALUE;
        for (Batch batch : batches) {
            long left = batch.end - now;
            least = left > 0 ? Math.min(least, left) : least;
        }
        return least;
    }
}

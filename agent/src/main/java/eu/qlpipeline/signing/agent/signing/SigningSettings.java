package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;

/**
 * How much the agent asks of the token at once.
 *
 * @param threads how many threads sign
 * @param queueLimit how many requests may wait for them
 * @param maxBatch how many challenges one signature may answer
 */
public record SigningSettings(int threads, int queueLimit, int maxBatch) {

    /** How many threads there may be. */
    public static final IntRange THREADS = new IntRange(1, 1_024);

    /** How many requests may wait. */
    public static final IntRange QUEUE_LIMIT = new IntRange(1, 1_000_000);

    /** How many requests may wait where nothing is set. */
    public static final int DEFAULT_QUEUE_LIMIT = 16_384;

    /** How many challenges one signature may answer. */
    public static final IntRange MAX_BATCH = new IntRange(1, 65_536);

    /** How many challenges one signature may answer where nothing is set. */
    public static final int DEFAULT_MAX_BATCH = 4_096;

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a component breaks its rule */
    public SigningSettings {
        THREADS.require("signing.threads", threads);
        QUEUE_LIMIT.require("signing.queue-limit", queueLimit);
        MAX_BATCH.require("signing.max-batch", maxBatch);
    }

    /** The number of threads where none is set: that of the processors of this machine. */
    public static int defaultThreads() {
        return Math.min(Runtime.getRuntime().availableProcessors(), THREADS.max());
    }
}

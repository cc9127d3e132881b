package eu.qlpipeline.signing.agent.audit.receipt;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes receipts from the files of the log, one at a time, on a thread of its own, and for each caller for a part of the time at
 * the most, so that they take little from what is signed meanwhile. Safe for use by several threads.
 */
public final class ReceiptDesk implements Receipts, AutoCloseable {

    private static final int MOST_WAITING = 64;
    private static final int MOST_OF_A_CALLER = 2;

    private final LogDirectory directory;
    private final Supplier<Duration> demand;
    private final LongSupplier nanoTime;
    private final SearchTime time;
    private final Map<String, Integer> inWork = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor worker;

    /**
     * A desk for one log.
     *
     * @param demand has a checkpoint made, and tells how long that may take
     */
    public ReceiptDesk(LogDirectory directory, Supplier<Duration> demand) {
        this(directory, demand, System::nanoTime, task -> {
            Thread thread = new Thread(task, "audit-receipt");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** As the other, with that clock, which is as {@link System#nanoTime}, and a thread of that make. */
    ReceiptDesk(LogDirectory directory, Supplier<Duration> demand, LongSupplier nanoTime, ThreadFactory factory) {
        this.directory = directory;
        this.demand = demand;
        this.nanoTime = nanoTime;
        this.time = new SearchTime(nanoTime);
        this.worker =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING), factory);
    }

    @Override
    public CompletableFuture<Receipt> find(String caller, ReceiptQuery query, BooleanSupplier abandoned) {
        var result = new CompletableFuture<Receipt>();
        try {
            time.requireLeft(caller);
        } catch (AgentException e) {
            result.completeExceptionally(e);
            return result;
        }
        if (inWork.merge(caller, 1, Integer::sum) > MOST_OF_A_CALLER) {
            leave(caller);
            result.completeExceptionally(new AgentException(
                    ReasonCode.CONCURRENCY_LIMITED,
                    "receipt: " + MOST_OF_A_CALLER + " are being looked for already for this caller"));
            return result;
        }
        try {
            worker.execute(() -> {
                try {
                    result.complete(lookAndLeave(caller, query, abandoned));
                } catch (IOException | DamageException | ReceiptException | RuntimeException | Error e) {
                    // The top of a thread: whatever goes wrong, were it memory that ran out, the caller hears of it.
                    result.completeExceptionally(reason(e));
                }
            });
        } catch (RejectedExecutionException e) {
            leave(caller);
            result.completeExceptionally(new AgentException(
                    worker.isShutdown() ? ReasonCode.SHUTTING_DOWN : ReasonCode.OVERLOADED,
                    "receipt: many are being looked for (expected: at most " + MOST_WAITING + ")"));
        } catch (Error e) {
            // No thread can be made now: the next one tries again.
            leave(caller);
            result.completeExceptionally(reason(e));
        }
        return result;
    }

    /** The caller may ask for the next as soon as it hears of this one. */
    private Receipt lookAndLeave(String caller, ReceiptQuery query, BooleanSupplier abandoned)
            throws IOException, DamageException, ReceiptException {
        long begin = nanoTime.getAsLong();
        try {
            return look(caller, query, abandoned);
        } finally {
            time.took(caller, nanoTime.getAsLong() - begin);
            leave(caller);
        }
    }

    private void leave(String caller) {
        inWork.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
    }

    private Receipt look(String caller, ReceiptQuery query, BooleanSupplier abandoned)
            throws IOException, DamageException, ReceiptException {
        Optional<RecordSearch.Found> found = new RecordSearch(directory, caller, query, abandoned).find();
        if (abandoned.getAsBoolean()) {
            throw new AgentException(ReasonCode.DEADLINE_EXCEEDED, "deadline: passed while the record was looked for");
        }
        if (found.isEmpty()) {
            throw new AgentException(
                    ReasonCode.RECEIPT_NOT_FOUND,
                    "receipt: no such signature of yours in the log about that time (expected: one)");
        }
        return new ReceiptMaker(directory, abandoned).make(found.get()).orElseThrow(this::pending);
    }

    private AgentException pending() {
        return new AgentException(
                ReasonCode.RECEIPT_PENDING,
                "receipt: no checkpoint covers the record yet, the next is due within "
                        + demand.get().toMillis() + " ms");
    }

    private static AgentException reason(Throwable failure) {
        return failure instanceof AgentException known
                ? known
                : new AgentException(
                        ReasonCode.INTERNAL, "receipt: the log cannot be read: " + failure.getMessage(), failure);
    }

    @Override
    public void close() {
        worker.shutdown();
    }
}

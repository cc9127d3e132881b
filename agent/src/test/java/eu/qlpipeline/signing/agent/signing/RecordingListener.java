package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that keeps the first outcome, counts all, and can fail when it hears one. */
final class RecordingListener implements SignatureListener {

    private final CompletableFuture<Object> outcome = new CompletableFuture<>();
    private final AtomicInteger heard = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean defective;

    /** Has the listener throw whatever it hears. */
    void breakDown() {
        defective = true;
    }

    /** How many outcomes it heard; more than one is a defect. */
    int heard() {
        return heard.get();
    }

    void cancel() {
        cancelled = true;
    }

    boolean hasHeard() {
        return outcome.isDone();
    }

    /** The answer, or the refusal. */
    Object outcome() {
        try {
            return outcome.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void answered(SignatureAnswer answer) {
        hear(answer);
    }

    @Override
    public void failed(AgentException reason) {
        hear(reason);
    }

    private void hear(Object what) {
        heard.incrementAndGet();
        if (!outcome.complete(what)) {
            throw new AssertionError("a second outcome: " + what);
        }
        if (defective) {
            // What a network stack without memory throws, and worse than an exception.
            throw new InternalError("Direct buffer memory");
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}

package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A listener that keeps the outcome, and fails the test if it hears a second one. */
final class RecordingListener implements SignatureListener {

    private final CompletableFuture<Object> outcome = new CompletableFuture<>();
    private volatile boolean cancelled;

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
        once(answer);
    }

    @Override
    public void failed(AgentException reason) {
        once(reason);
    }

    private void once(Object heard) {
        if (!outcome.complete(heard)) {
            throw new AssertionError("a second outcome: " + heard);
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }
}

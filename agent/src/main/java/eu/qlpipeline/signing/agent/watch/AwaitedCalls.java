package eu.qlpipeline.signing.agent.watch;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls into the token's library for somebody who waits for each of them, though for none that hangs: they are made on a thread
 * that is left to such a call.
 *
 * <p>For one who waits at a time.
 */
public final class AwaitedCalls implements AutoCloseable {

    private final CallWatch watch;
    private volatile @Nullable Work<?> current;

    /** Calls that are given up as those settings say. */
    public AwaitedCalls(HangSettings settings) {
        this(new CallWatch(settings));
    }

    /** Calls that are given up as that watch says. */
    public AwaitedCalls(CallWatch watch) {
        this.watch = watch;
        watch.listen(this::lost);
    }

    /** Watches the calls of what is done by {@link #await}. */
    public CallWatch watch() {
        return watch;
    }

    /** Makes one call. */
    public <T> T make(Supplier<T> call) {
        return await(() -> watch.call(call::get));
    }

    /**
     * Has work done that makes its calls by {@link #watch}.
     *
     * @throws AgentException (TOKEN_HUNG) if one of them hangs; the message names it
     */
    public <T> T await(Supplier<T> work) {
        Work<T> begun = new Work<>(work);
        current = begun;
        begun.thread.start();
        try {
            return begun.outcome.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private void lost(Thread thread) {
        Work<?> waited = current;
        if (waited != null && waited.thread == thread) {
            waited.outcome.completeExceptionally(new AgentException(
                    ReasonCode.TOKEN_HUNG,
                    "token: " + callOf(thread.getStackTrace()) + " has not returned within "
                            + watch.after().toSeconds() + " s (supervision.hang-seconds); given up",
                    "see whether the HSM and the way to it are up; its library has timeouts of its own"));
        }
    }

    /** The function of PKCS#11 that is under way, innermost first. */
    private static String callOf(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(StackTraceElement::isNativeMethod)
                .map(StackTraceElement::getMethodName)
                .filter(name -> name.startsWith("C_"))
                .findFirst()
                .orElse("a call into its library");
    }

    @Override
    public void close() {
        watch.close();
    }

    /** What is done on a thread of its own. */
    private static final class Work<T> {

        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private final Thread thread;

        private Work(Supplier<T> work) {
            thread = new Thread(() -> run(work), "token-call");
            thread.setDaemon(true);
        }

        private void run(Supplier<T> work) {
            try {
                outcome.complete(work.get());
            } catch (CallLostException e) {
                // It came back after all, just when it was given up; what its caller hears is that.
            } catch (RuntimeException | Error e) {
                outcome.completeExceptionally(e);
            }
        }
    }
}

package eu.qlpipeline.signing.bench.bed;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A caller that is connected: makes requests, each verified. */
public interface Caller extends AutoCloseable {

    /** Sends one request; the future completes when the answer is verified. */
    CompletableFuture<?> request();

    @Override
    void close();

    /** A caller of those parts. */
    static Caller of(Supplier<? extends CompletableFuture<?>> request, Runnable close) {
        return new Caller() {
            @Override
            public CompletableFuture<?> request() {
                return request.get();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}

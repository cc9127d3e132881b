package eu.qlpipeline.signing.client.internal.cli.load;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.ChallengeStream;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Several streams that take turns. */
public final class StreamGroup implements Supplier<CompletableFuture<BoundVerified>>, AutoCloseable {

    private final List<ChallengeStream> streams;
    private final AtomicInteger turn = new AtomicInteger();

    public StreamGroup(AgentClient client, BoundVerifier verifier, int count) {
        streams = IntStream.range(0, count)
                .mapToObj(number -> client.stream(verifier))
                .toList();
    }

    @Override
    public CompletableFuture<BoundVerified> get() {
        return streams.get(Math.floorMod(turn.getAndIncrement(), streams.size()))
                .verify();
    }

    @Override
    public void close() {
        streams.forEach(ChallengeStream::close);
    }
}

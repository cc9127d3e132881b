package eu.qlpipeline.signing.client.internal.rpc;

import eu.qlpipeline.signing.client.internal.stream.ChallengeCall;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One connection and the thread that serves it. */
final class Connection implements AutoCloseable {

    private static final int MESSAGE_LIMIT = 64 * 1024;
    private static final int METADATA_LIMIT = 16 * 1024;
    private static final WriteBufferWaterMark BURST =
            new WriteBufferWaterMark(ChallengeCall.BURST_BYTES / 2, ChallengeCall.BURST_BYTES);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ManagedChannel managed;
    private final PromptChannel channel;
    private final EventLoop loop;

    private Connection(ManagedChannel managed, boolean several, EventLoop loop) {
        this.managed = managed;
        this.channel = new PromptChannel(managed, several, System::nanoTime);
        this.loop = loop;
    }

    /**
     * A connection that is made at the first call.
     *
     * @param begun its channel as far as it is set up
     * @param silence how long nothing may come in
     * @param several whether it is to several agents
     * @param loop its thread, which ends with it, or where it cannot be opened
     */
    static Connection open(NettyChannelBuilder begun, Duration silence, boolean several, EventLoop loop) {
        try {
            ManagedChannel channel = SignsOfLife.watch(begun, silence)
                    .eventLoopGroup(loop.group())
                    .directExecutor()
                    .maxInboundMessageSize(MESSAGE_LIMIT)
                    .maxInboundMetadataSize(METADATA_LIMIT)
                    .withOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BURST)
                    .build();
            return new Connection(channel, several, loop);
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /** What calls are made on. */
    Channel channel() {
        return channel;
    }

    /** Its thread. */
    EventLoop loop() {
        return loop;
    }

    /** Cancels calls in flight. */
    void cancel() {
        managed.shutdownNow();
    }

    /** Closes it without waiting, as its own thread must. */
    void leave() {
        cancel();
        loop.close();
    }

    /** Closes it, and waits for that. */
    @Override
    public void close() {
        cancel();
        try {
            if (!managed.awaitTermination(CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("channel: open " + CLOSING + " after it was shut down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loop.close();
        }
    }
}

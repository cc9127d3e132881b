package eu.qlpipeline.signing.agent.rpc.connection;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a connection may take.
 *
 * @param perCaller how many connections a caller may have open
 * @param streams how many calls may be open on one
 * @param resets how many calls on one its caller may give up within {@link #RESETS_WITHIN}: such a call is open no more, and cost
 *     the agent what others do
 * @param maxAge after what time it is asked to go, so that its caller connects again
 * @param grace how long its open calls may then go on
 * @param idle after what time without a call it is asked to go
 * @param ping how often its caller may ask whether it is alive
 * @param silence after what time without a byte of its caller that is asked for a sign of life; where none comes for half as long
 *     again, it is closed
 * @param handshake how long its TLS handshake may take
 */
public record ConnectionLimits(
        int perCaller,
        int streams,
        int resets,
        Duration maxAge,
        Duration grace,
        Duration idle,
        Duration ping,
        Duration silence,
        Duration handshake) {

    /**
     * How many bytes of requests may be on their way on a connection, and be held by the agent, that its calls have not taken:
     * the window of HTTP/2 (RFC 9113, section 5.2), which does not grow. Half a thousand challenges in flight fit.
     */
    public static final int WINDOW = 128 << 10;

    /** The time in which calls that were given up are counted; the next such call after it begins another. */
    public static final Duration RESETS_WITHIN = Duration.ofSeconds(10);

    /**
     * What an agent allows: ample for a caller that means well. It may have as many calls open on one connection as may wait in
     * the agent's queue, have the deadlines of all of them pass at once and then once more, and ping every ten seconds, which is
     * as often as gRPC's own keep-alive does.
     */
    public static final ConnectionLimits STANDARD = new ConnectionLimits(
            64,
            16_384,
            32_768,
            Duration.ofDays(1),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(40),
            Duration.ofSeconds(10));

    /** How long nothing may come of a connection. */
    Duration patience() {
        return silence.plus(silence.dividedBy(2));
    }

    /** Has a server keep to them, but for {@link #perCaller} and {@link #patience}, which gRPC does not know. */
    public void set(NettyServerBuilder server) {
        server.maxConcurrentCallsPerConnection(streams)
                .maxRstFramesPerWindow(resets, Math.toIntExact(RESETS_WITHIN.toSeconds()))
                // Where it is not set, gRPC lets it grow to 8 MiB.
                .flowControlWindow(WINDOW)
                .maxConnectionAge(maxAge.toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionAgeGrace(grace.toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionIdle(idle.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTime(silence.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(patience().minus(silence).toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveTime(ping.toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true)
                .handshakeTimeout(handshake.toNanos(), TimeUnit.NANOSECONDS);
    }
}

package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A channel that tries to connect whenever it is asked, once a second at the most. Left to itself, gRPC waits longer after each
 * attempt that failed, up to two minutes, and for so long calls would fail although the agent is back. Of several agents one that
 * is connected hides that others are not: they are tried anew whatever the state of the whole, which touches no connection.
 */
final class PromptChannel extends Channel {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ManagedChannel channel;
    private final boolean several;
    private final LongSupplier nanoTime;
    /** The time from which on there may be another attempt. */
    private final AtomicLong next;

    /**
     * @param several whether it is to several agents, which stay known where their names no longer resolve; one agent that is
     *     connected would be lost then
     */
    PromptChannel(ManagedChannel channel, boolean several, LongSupplier nanoTime) {
        this.channel = channel;
        this.several = several;
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** Begins a call; one that finds no connection fails at once all the same, and leaves the attempt to those after it. */
    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        if (several || channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            connect();
        }
        return channel.newCall(method, options);
    }

    private void connect() {
        long now = nanoTime.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE_NANOS)) {
            channel.resetConnectBackoff();
        }
    }

    @Override
    public String authority() {
        return channel.authority();
    }
}

package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The thread of one connection. What is sent runs on it as well, so that everything that came in while it was busy goes out
 * in one piece.
 */
final class EventLoop implements AutoCloseable {

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("signing-client", true), NioIoHandler.newFactory());

    EventLoopGroup group() {
        return group;
    }

    ScheduledExecutorService executor() {
        return group.next();
    }

    /** Whether the current thread is this one. */
    boolean isCurrent() {
        return group.next().inEventLoop();
    }

    /**
     * Runs a task on this thread, at once where it is the current one.
     *
     * @throws RejectedExecutionException if it has ended
     */
    void run(Runnable task) {
        if (isCurrent()) {
            task.run();
        } else {
            group.next().execute(task);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a daemon thread, which nobody waits for
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

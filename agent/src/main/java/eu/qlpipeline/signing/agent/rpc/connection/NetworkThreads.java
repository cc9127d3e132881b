package eu.qlpipeline.signing.agent.rpc.connection;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read from connections. What many requests lead to that came in together can be put off until all of them
 * were read, and so be done for them together.
 */
public final class NetworkThreads {

    private static final ThreadLocal<@Nullable EventLoop> OWN = new ThreadLocal<>();

    private NetworkThreads() {}

    /** The current thread reads from connections, as that event loop. */
    static void enter(EventLoop loop) {
        OWN.set(loop);
    }

    /**
     * Runs a task on the current thread: when it has read all that came in on its connections, if it is one that reads, and
     * otherwise at once.
     */
    public static void afterReading(Runnable task) {
        EventLoop loop = OWN.get();
        if (loop == null) {
            task.run();
            return;
        }
        try {
            // Its tasks have their turn when it has been round its connections.
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            task.run();
        }
    }
}

package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.channel.DefaultEventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkThreadsTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        var unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        assertThat(loop.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aThreadThatReadsRunsItWhenItHasDoneWhatItDoes() throws Exception {
        loop.submit(() -> {
                    NetworkThreads.enter(loop);
                    NetworkThreads.afterReading(() -> done.add("what it leads to"));
                    done.add("first request");
                    done.add("second request");
                })
                .get(10, TimeUnit.SECONDS);
        loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
        assertThat(done).containsExactly("first request", "second request", "what it leads to");
    }

    @Test
    void anyOtherThreadRunsItAtOnce() {
        NetworkThreads.afterReading(() -> done.add("what it leads to"));
        assertThat(done).containsExactly("what it leads to");
    }

    @Test
    void nothingIsLostWhenTheNetworkHasStopped() throws Exception {
        loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
        stop();
        var ran = new CompletableFuture<Void>();
        Thread last = new Thread(() -> {
            NetworkThreads.enter(loop);
            NetworkThreads.afterReading(() -> ran.complete(null));
        });
        last.start();
        ran.get(10, TimeUnit.SECONDS);
        last.join();
    }
}

package eu.qlpipeline.signing.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedPoolTest {

    private static final String HANGS = "hangs";
    private static final String BREAKS = "breaks";
    private static final String KILLS = "kills";

    private final CallWatch watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), 8));
    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<String> performed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> abandoned = new ConcurrentLinkedQueue<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger threads = new AtomicInteger();
    private volatile int notMade;
    private final WatchedPool<String> pool = new WatchedPool<>(watch, 1, new Noting(), this::thread);

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task) {
            @Override
            public synchronized void start() {
                if (threads.incrementAndGet() > 1 && threads.get() <= 1 + notMade) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        pool.close();
        watch.close();
    }

    @Test
    void anotherThreadTakesThePlaceOfOneThatHangs() {
        queue.add(HANGS);
        queue.add("next");

        await().until(() -> performed.contains("next"));
        assertThat(abandoned).containsExactly(HANGS);
    }

    @Test
    void whereNoThreadCanBeMadeTheLostCallIsToldOfAndTheThreadIsMadeLater() {
        notMade = 3;
        queue.add(HANGS);
        queue.add("next");

        await().until(() -> abandoned.contains(HANGS));
        await().until(() -> performed.contains("next"));
        assertThat(abandoned).containsExactly(HANGS);
        assertThat(threads).hasValue(5);
    }

    @Test
    void aCallThatComesBackAfterAllIsNotFinishedASecondTime() {
        queue.add(HANGS);
        await().until(() -> abandoned.contains(HANGS));

        hanging.countDown();
        await().until(() -> watch.lost() == 0);
        queue.add("next");

        await().until(() -> performed.contains("next"));
        assertThat(performed).containsExactly("next");
    }

    @Test
    void memoryThatRunsOutEndsNeitherTheThreadNorTheWaitOfAnybody() {
        queue.add(BREAKS);
        queue.add("next");

        await().until(() -> performed.contains("next"));
        assertThat(abandoned).containsExactly(BREAKS);
        assertThat(watch.lost()).isZero();
    }

    @Test
    void anotherThreadTakesThePlaceOfOneThatEndsForWhateverReason() {
        queue.add(KILLS);
        queue.add("next");

        await().until(() -> performed.contains("next"));
        assertThat(threads).hasValue(2);
    }

    @Test
    void whoWaitsHearsOfADefectThatCannotBeLogged() {
        Logger logger = Logger.getLogger(WatchedPool.class.getName());
        var fails = new FailingLog();
        logger.addHandler(fails);
        try {
            queue.add(BREAKS);
            await().until(() -> abandoned.contains(BREAKS));
        } finally {
            logger.removeHandler(fails);
        }
        queue.add("next");
        await().until(() -> performed.contains("next"));
    }

    @Test
    void closingWaitsForWhatIsLeftToDo() {
        queue.add("one");
        queue.add("two");

        pool.close();

        assertThat(performed).containsExactly("one", "two");
    }

    private final class Noting implements WatchedPool.Work<String> {

        @Override
        public @Nullable String take() throws InterruptedException {
            String taken = queue.poll(20, TimeUnit.MILLISECONDS);
            if (KILLS.equals(taken)) {
                throw new InternalError("Java heap space");
            }
            return taken;
        }

        @Override
        public void perform(String taken) {
            performed.add(watch.<String, RuntimeException>call(() -> {
                if (taken.equals(BREAKS)) {
                    throw new InternalError("Direct buffer memory");
                }
                if (taken.equals(HANGS)) {
                    try {
                        hanging.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return taken;
            }));
        }

        @Override
        public void abandoned(String taken) {
            abandoned.add(taken);
        }

        @Override
        public void broken(String taken, Throwable defect) {
            abandoned.add(taken);
        }

        @Override
        public boolean isIdle() {
            return queue.isEmpty();
        }
    }
}

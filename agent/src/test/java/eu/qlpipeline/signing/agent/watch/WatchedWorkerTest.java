package eu.qlpipeline.signing.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedWorkerTest {

    private final CallWatch watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), 8));
    private final ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final AtomicInteger threads = new AtomicInteger();
    private volatile int made = Integer.MAX_VALUE;
    private volatile int madeAgain = Integer.MAX_VALUE;
    private final WatchedWorker worker = new WatchedWorker(watch, this::askAgain, this::thread);

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task) {
            @Override
            public synchronized void start() {
                int number = threads.incrementAndGet();
                if (number > made && number < madeAgain) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private void askAgain() {
        worker.schedule(() -> done.add("again"), Duration.ZERO);
    }

    private void hang() {
        watch.<String, RuntimeException>call(() -> {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "late";
        });
    }

    @AfterEach
    void stop() {
        hanging.countDown();
        worker.close();
        watch.close();
    }

    @Test
    void anotherThreadTakesThePlaceOfOneThatHangs() {
        worker.schedule(this::hang, Duration.ZERO);
        worker.schedule(() -> done.add("forgotten"), Duration.ZERO);

        await().until(() -> done.contains("again"));
        assertThat(done).containsExactly("again");
    }

    @Test
    void whereNoThreadCanBeMadeWhatIsToBeDoneIsDoneLater() {
        made = 1;
        madeAgain = 5;
        try (CapturedLog log = CapturedLog.of(WatchedWorker.class.getName())) {
            worker.schedule(this::hang, Duration.ZERO);

            await().until(() -> done.contains("again"));
            assertThat(threads).hasValue(5);
            // Calls that other tests gave up may return meanwhile, which is no error.
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("SEVERE"))
                    .containsExactly("SEVERE token: no thread can be made, tried again until one can");
        }
    }

    @Test
    void aClosedOneMakesNoThread() {
        made = 0;
        worker.schedule(() -> done.add("never"), Duration.ZERO);
        worker.close();
        int before = threads.get();
        var looks = new AtomicInteger();
        watch.listen(new CallWatch.Listener() {
            @Override
            public void lost(Thread thread) {}

            @Override
            public void looked() {
                looks.incrementAndGet();
            }
        });

        await().until(() -> looks.get() > 1);
        assertThat(threads).hasValue(before);
        assertThat(done).isEmpty();
    }

    @Test
    void closingDoesNotInterruptWhatIsUnderWayAndStartsNothingMore() throws Exception {
        var begun = new CountDownLatch(1);
        worker.schedule(
                () -> {
                    begun.countDown();
                    try {
                        hanging.await();
                        done.add("to its end");
                    } catch (InterruptedException e) {
                        done.add("interrupted");
                    }
                },
                Duration.ZERO);
        worker.schedule(() -> done.add("never"), Duration.ZERO);
        begun.await();

        worker.close();
        hanging.countDown();

        await().until(() -> !done.isEmpty());
        assertThat(done).containsExactly("to its end");
    }
}

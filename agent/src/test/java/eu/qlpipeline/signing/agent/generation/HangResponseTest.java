package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HangResponseTest {

    private static final int LIMIT = 4;

    private final CallWatch watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), LIMIT));
    private final Queue<AgentException> halts = new ConcurrentLinkedQueue<>();
    private final TokenSupervisor supervisor = TestingSupervisor.withoutToken(watch, halts::add);
    private final CountDownLatch hanging = new CountDownLatch(1);

    @AfterEach
    void stop() {
        hanging.countDown();
        supervisor.close();
        watch.close();
    }

    private void hang() {
        Thread thread = new Thread(() -> {
            try {
                watch.call(() -> {
                    hanging.await();
                    return true;
                });
            } catch (CallLostException | InterruptedException e) {
                // The end of the test.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void asManyAsTheLimitThatHangAtOnceEndNothingAndMoreOfThemLaterDo() {
        var told = new AtomicInteger();
        // Told after the answer to hangs, which was there first.
        watch.listen(thread -> told.incrementAndGet());
        for (int i = 0; i < LIMIT; i++) {
            hang();
        }
        await().until(() -> told.get() == LIMIT);
        assertThat(halts).isEmpty();
        assertThat(watch.isHalfLost()).isTrue();

        await().until(() -> {
            hang();
            return !halts.isEmpty();
        });
        assertThat(halts.element().reason()).isEqualTo(ReasonCode.TOKEN_HUNG);
    }
}

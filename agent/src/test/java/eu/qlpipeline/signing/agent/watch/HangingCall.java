package eu.qlpipeline.signing.agent.watch;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;

/** A call into the token's library that does not return, on a thread of its own, until it is ended; it has to be lost by then. */
public final class HangingCall {

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    /** Makes it. */
    public HangingCall(CallWatch watch) {
        thread = new Thread(() -> assertThatExceptionOfType(CallLostException.class)
                .isThrownBy(() -> watch.call(() -> {
                    end.await();
                    return true;
                })));
        thread.start();
    }

    /** Has it return, and waits until that was answered. */
    public void end() throws InterruptedException {
        end.countDown();
        thread.join();
    }
}

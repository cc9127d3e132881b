package eu.qlpipeline.signing.acceptance.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether somebody told the demo to stop (SIGINT, SIGTERM). Holds up the end of the JVM until this is closed, so that what
 * the demo made is deleted by then: the folder holds the PIN of a token.
 *
 * <p>Safe for use by several threads.
 */
final class Interruption implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "interruption");
    private final Thread noHook = new Thread(() -> {}, "no-hook");

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Asks the JVM itself, so that the answer is right before any process has been ended for that reason. */
    boolean told() {
        try {
            Runtime.getRuntime().removeShutdownHook(noHook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void await() {
        try {
            if (!cleanedUp.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("demo: still running after " + PATIENCE.toSeconds() + " s; its folder may be left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        cleanedUp.countDown();
    }
}

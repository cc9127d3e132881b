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
    private volatile boolean told;

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean told() {
        return told;
    }

    private void await() {
        told = true;
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
        if (!told) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // Told to stop at this very moment; the hook finds everything cleaned up.
                return;
            }
        }
    }
}

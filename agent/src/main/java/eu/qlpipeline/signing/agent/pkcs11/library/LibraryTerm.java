package eu.qlpipeline.signing.agent.pkcs11.library;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The time from one initialisation of a library to the next: a handle is of use in its own alone. To end a term and to close what
 * is left over of it exclude each other; neither waits for the other, which may not return. Several things may be closed at a time.
 *
 * <p>Safe for use by several threads.
 */
public final class LibraryTerm {

    private final Runnable forgetting;
    private final ReadWriteLock term = new ReentrantReadWriteLock();
    private final AtomicInteger number = new AtomicInteger();
    private volatile boolean begun;
    private volatile boolean over;

    /** The first term of that library. */
    public LibraryTerm(Path library) {
        this(() -> SharedLibrary.forget(library));
    }

    LibraryTerm(Runnable forgetting) {
        this.forgetting = forgetting;
    }

    /** Notes that the library is initialised. */
    public void begin() {
        begun = true;
        over = false;
    }

    /** Whether the library was initialised before, and is not any more. */
    public boolean isOver() {
        return over;
    }

    /** The number of the term, which counts up. */
    public int number() {
        return number.get();
    }

    /**
     * Finalises the library and forgets it, unless something left over is being closed.
     *
     * @throws AgentException (INTERNAL) if this JDK does not let go of a loaded library
     */
    public void end() {
        tryWith(term.writeLock(), () -> {
            number.incrementAndGet();
            over = begun;
            forgetting.run();
        });
    }

    /** Closes what is left over of a term, unless that has ended, or is about to. */
    public void close(int begun, Runnable leftOver) {
        tryWith(term.readLock(), () -> {
            if (begun == number.get()) {
                leftOver.run();
            }
        });
    }

    private static void tryWith(Lock lock, Runnable step) {
        if (lock.tryLock()) {
            try {
                step.run();
            } finally {
                lock.unlock();
            }
        }
    }
}

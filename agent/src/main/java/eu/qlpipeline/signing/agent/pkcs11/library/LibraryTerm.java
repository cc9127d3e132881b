package eu.qlpipeline.signing.agent.pkcs11.library;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The time from one initialisation of a library to the next: a handle is of use in its own alone. To end a term and to close what
 * is left over of it exclude each other; neither waits for the other, which may not return.
 *
 * <p>Safe for use by several threads.
 */
public final class LibraryTerm {

    private final Path library;
    private final ReentrantLock inside = new ReentrantLock();
    private final AtomicInteger number = new AtomicInteger();

    /** The first term of that library. */
    public LibraryTerm(Path library) {
        this.library = library;
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
        tryInside(() -> {
            number.incrementAndGet();
            SharedLibrary.forget(library);
        });
    }

    /** Closes what is left over of a term, unless that has ended, or is about to. */
    public void close(int term, Runnable leftOver) {
        tryInside(() -> {
            if (term == number.get()) {
                leftOver.run();
            }
        });
    }

    private void tryInside(Runnable step) {
        if (inside.tryLock()) {
            try {
                step.run();
            } finally {
                inside.unlock();
            }
        }
    }
}

package eu.qlpipeline.signing.agent.pkcs11.pin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * What another source gives at the first login of several, for all of them. Closing it wipes that.
 *
 * <p>Safe for use by several threads.
 */
public final class ReadOnce implements PinSource, AutoCloseable {

    private final PinSource source;

    @GuardedBy("this")
    private @Nullable Pin first;

    /** Nothing is read before the first login. */
    public ReadOnce(PinSource source) {
        this.source = source;
    }

    /** @throws IllegalStateException once closed, where it was read before */
    @Override
    public synchronized Pin read() {
        if (first == null) {
            first = source.read();
        }
        return first.copy();
    }

    @Override
    public String describe() {
        return source.describe();
    }

    @Override
    public synchronized void close() {
        if (first != null) {
            first.close();
        }
    }
}

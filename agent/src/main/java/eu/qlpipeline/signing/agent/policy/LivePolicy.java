package eu.qlpipeline.signing.agent.policy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The policy in effect, which another may replace as a whole at any moment.
 *
 * <p>Safe for use by several threads.
 */
public final class LivePolicy {

    private final Clock clock;
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile CallerRegistry registry = CallerRegistry.of(List.of());

    @GuardedBy("this")
    private Optional<Instant> nextEnd = Optional.empty();

    /** A policy that lets nobody in. */
    public LivePolicy(Clock clock) {
        this.clock = clock;
    }

    /** Has the listener told after each change of who may ask for what, on the thread that made it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Puts these callers in the place of all that were. */
    public void publish(CallerRegistry next) {
        synchronized (this) {
            registry = next;
            nextEnd = endAfter(clock.instant());
        }
        listeners.forEach(Runnable::run);
    }

    /**
     * Puts callers out of effect, and leaves all others as they are.
     *
     * @param gone whether nobody of that name is a caller any more
     * @return the names of those that were in effect until now
     */
    public List<String> withdraw(Predicate<String> gone) {
        List<String> names;
        synchronized (this) {
            names = names().stream().filter(gone).toList();
            registry = CallerRegistry.of(registry.callers().stream()
                    .filter(caller -> !names.contains(caller.name()))
                    .toList());
        }
        if (!names.isEmpty()) {
            listeners.forEach(Runnable::run);
        }
        return names;
    }

    /** Tells the listeners if a caller's time is over since this was last asked. */
    public void expire() {
        Instant now = clock.instant();
        synchronized (this) {
            if (nextEnd.filter(end -> !now.isBefore(end)).isEmpty()) {
                return;
            }
            nextEnd = endAfter(now);
        }
        listeners.forEach(Runnable::run);
    }

    private Optional<Instant> endAfter(Instant now) {
        return registry.callers().stream()
                .flatMap(caller -> caller.validUntil().stream())
                .filter(now::isBefore)
                .min(Comparator.naturalOrder());
    }

    /** The names of all callers, in order. */
    public List<String> names() {
        return registry.callers().stream().map(Caller::name).toList();
    }

    /** Who presents that chain of certificates, its own first, if that is a caller now. */
    public Optional<Caller> identify(List<X509Certificate> chain) {
        Instant now = clock.instant();
        try {
            chain.get(0).checkValidity(Date.from(now));
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return Optional.empty();
        }
        return registry.identify(chain).filter(caller -> caller.validAt(now));
    }
}

package eu.qlpipeline.signing.agent.policy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.status.Listeners;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The policy in effect, which another may replace as a whole at any moment.
 *
 * <p>Safe for use by several threads.
 */
public final class LivePolicy {

    /** Why somebody is no caller. */
    public enum Refusal {
        /** Neither its key nor a name that is certified for it is that of a caller in effect. */
        UNKNOWN,
        /** Its certificate has ended. */
        EXPIRED,
        /** Its certificate has yet to begin. */
        NOT_YET_VALID,
        /** The caller has, by its file. */
        ENDED,
        /** Its certificate fits several callers; it must not be able to choose who it is. */
        AMBIGUOUS
    }

    /** Who somebody is. */
    public sealed interface Verdict {

        /** A caller. */
        record Known(Caller caller) implements Verdict {}

        /**
         * None.
         *
         * @param reason why
         * @param caller which caller's its certificate is, the first where there are several: none where nobody certified its name
         */
        record Refused(Refusal reason, Optional<Caller> caller) implements Verdict {}
    }

    private final Clock clock;
    private final Listeners listeners = new Listeners();
    private volatile CallerRegistry registry = CallerRegistry.of(List.of());

    /** When next somebody may be a caller no more: the end of a caller, of an authority, or of a certificate that was presented. */
    @GuardedBy("this")
    private Optional<Instant> nextEnd = Optional.empty();

    @GuardedBy("this")
    private Instant seen = Instant.MIN;

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
            look(clock.instant());
        }
        listeners.tell();
    }

    /**
     * Puts callers out of effect, and leaves all others as they are. What is theirs is refused, and is not let in as another's.
     *
     * @param gone whether nobody of that name is a caller any more
     * @return the names of those that were in effect until now
     */
    public List<String> withdraw(Predicate<String> gone) {
        List<String> names;
        synchronized (this) {
            names = names().stream().filter(gone).toList();
            registry = registry.without(names);
        }
        if (!names.isEmpty()) {
            listeners.tell();
        }
        return names;
    }

    /**
     * Tells the listeners if since this was last asked the time of a caller or of a certificate is over, or the clock was set back:
     * what was over then may end once more. They are to {@link #identify} all whom they go on serving.
     */
    public void expire() {
        Instant now = clock.instant();
        synchronized (this) {
            boolean over = nextEnd.filter(end -> !now.isBefore(end)).isPresent();
            if (!over && !now.isBefore(seen)) {
                seen = now;
                return;
            }
            look(now);
        }
        listeners.tell();
    }

    private synchronized void look(Instant now) {
        seen = now;
        nextEnd = registry.callers().stream()
                .flatMap(caller -> Stream.concat(caller.validUntil().stream(), endsOfAuthorities(caller)))
                .filter(now::isBefore)
                .min(Comparator.naturalOrder());
    }

    private static Stream<Instant> endsOfAuthorities(Caller caller) {
        return caller.identity() instanceof CallerIdentity.CertifiedName certified
                ? certified.authorities().anchors().stream().map(LivePolicy::end)
                : Stream.empty();
    }

    /** A certificate is valid up to its last moment, that included. */
    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().plusMillis(1);
    }

    private synchronized void expect(List<X509Certificate> chain, Instant now) {
        nextEnd = Stream.concat(
                        nextEnd.stream(), chain.stream().map(LivePolicy::end).filter(now::isBefore))
                .min(Comparator.naturalOrder());
    }

    /** The names of all callers, in order. */
    public List<String> names() {
        return registry.callers().stream().map(Caller::name).toList();
    }

    /** When the callers end that have an end of their own, by their names. */
    public Map<String, Instant> ends() {
        Map<String, Instant> ends = new TreeMap<>();
        registry.callers().forEach(caller -> caller.validUntil().ifPresent(end -> ends.put(caller.name(), end)));
        return ends;
    }

    /** Who presents that chain of certificates, its own first, if that is a caller now. */
    public Optional<Caller> identify(List<X509Certificate> chain) {
        return judge(chain) instanceof Verdict.Known known ? Optional.of(known.caller()) : Optional.empty();
    }

    /** Who presents that chain of certificates, its own first, or why that is no caller now. */
    public Verdict judge(List<X509Certificate> chain) {
        Instant now = clock.instant();
        X509Certificate own = chain.get(0);
        CallerRegistry current = registry;
        Optional<Refusal> untimely = untimely(own, now);
        List<Caller> claimed = current.claimed(own);
        List<Caller> proven = untimely.isPresent()
                ? CallerRegistry.provenOnce(claimed, chain)
                : CallerRegistry.proven(claimed, chain);
        if (proven.size() > 1) {
            return new Verdict.Refused(Refusal.AMBIGUOUS, Optional.of(proven.get(0)));
        }
        Optional<Caller> known = proven.stream().filter(current::inEffect).findFirst();
        if (known.isEmpty()) {
            return new Verdict.Refused(Refusal.UNKNOWN, known);
        }
        Caller caller = known.get();
        Optional<Refusal> over = untimely.or(() -> caller.validAt(now) ? Optional.empty() : Optional.of(Refusal.ENDED));
        if (over.isPresent()) {
            return new Verdict.Refused(over.get(), known);
        }
        expect(chain, now);
        return new Verdict.Known(caller);
    }

    private static Optional<Refusal> untimely(X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
            return Optional.empty();
        } catch (CertificateNotYetValidException e) {
            return Optional.of(Refusal.NOT_YET_VALID);
        } catch (CertificateExpiredException e) {
            return Optional.of(Refusal.EXPIRED);
        }
    }
}

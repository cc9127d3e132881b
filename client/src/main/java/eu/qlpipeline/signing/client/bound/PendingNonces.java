package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The verifier's own nonces that wait for an answer, each to be spent once and within its time. A table of fixed size, in
 * which a nonce has a few places to go. Of a spent nonce its hash stays, to tell it from an unknown one, until its place is needed.
 *
 * <p>Safe for use by several threads, none of which ever waits for another. Every operation looks at a bounded number of
 * places.
 */
final class PendingNonces {

    private static final int MOST_WAYS = 8;
    /** Of that many fresh nonces one finds room, unless nearly every place is taken. */
    private static final int ATTEMPTS = 16;

    private static final int NONE = 0;

    private final NonceSource source = new NonceSource();
    private final AtomicReferenceArray<@Nullable Pending> places;
    /** The hash of the nonce that was spent at each place. */
    private final AtomicIntegerArray spent;

    private final int ways;
    private final long lifeMillis;
    private final Clock clock;

    PendingNonces(BoundLimits limits, Clock clock) {
        this.places = new AtomicReferenceArray<>(limits.nonces());
        this.spent = new AtomicIntegerArray(limits.nonces());
        this.ways = Math.min(MOST_WAYS, limits.nonces());
        this.lifeMillis = limits.nonceLife().toMillis();
        this.clock = clock;
    }

    /**
     * A fresh nonce, pending from now on.
     *
     * @throws VerificationException (NONCES_EXHAUSTED) if too many are pending
     */
    Nonce issue(ChannelBinding binding) throws VerificationException {
        long now = clock.millis();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var fresh = new Pending(source.next(), binding, now + lifeMillis);
            if (place(fresh, now)) {
                return fresh.nonce;
            }
        }
        throw new VerificationException(
                Reason.NONCES_EXHAUSTED,
                "nonces: room for " + places.length() + " is taken (expected: fewer challenges without an answer)",
                null);
    }

    /**
     * Spends a nonce, and tells what its answer has to be tied to.
     *
     * @throws VerificationException if it is not pending: unknown, spent before, or out of time; the last spends it, too
     */
    ChannelBinding spend(Nonce nonce) throws VerificationException {
        Optional<Pending> taken = take(nonce);
        if (taken.isEmpty()) {
            throw wasSpent(nonce)
                    ? rejected(Reason.NONCE_SPENT, nonce, "answered or given up before")
                    : rejected(Reason.NONCE_UNKNOWN, nonce, "not one of this verifier's last");
        }
        Pending pending = taken.get();
        if (clock.millis() > pending.expiresAtMillis) {
            throw rejected(Reason.NONCE_EXPIRED, nonce, "older than " + lifeMillis + " ms");
        }
        return pending.binding;
    }

    /** Gives a nonce up, so that no answer to it is taken any more. */
    @SuppressWarnings("CheckReturnValue") // whether it was pending makes no difference
    void abandon(Nonce nonce) {
        take(nonce);
    }

    private boolean place(Pending fresh, long now) {
        int start = fresh.nonce.hashCode();
        for (int way = 0; way < ways; way++) {
            int at = at(start, way);
            Pending there = places.get(at);
            if ((there == null || now > there.expiresAtMillis) && places.compareAndSet(at, there, fresh)) {
                spent.lazySet(at, NONE);
                return true;
            }
        }
        return false;
    }

    /** Takes a nonce out, for one of those who try it at the same time. */
    private Optional<Pending> take(Nonce nonce) {
        int start = nonce.hashCode();
        for (int way = 0; way < ways; way++) {
            int at = at(start, way);
            Pending there = places.get(at);
            if (there != null && there.nonce.equals(nonce)) {
                // Before it is taken, so that whoever comes second finds that it was.
                spent.set(at, start);
                return places.compareAndSet(at, there, null) ? Optional.of(there) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean wasSpent(Nonce nonce) {
        int hash = nonce.hashCode();
        return hash != NONE && IntStream.range(0, ways).anyMatch(way -> spent.get(at(hash, way)) == hash);
    }

    private int at(int start, int way) {
        return (start + way) & (places.length() - 1);
    }

    private static VerificationException rejected(Reason reason, Nonce nonce, String found) {
        return new VerificationException(
                reason, "nonce: " + nonce.hex() + " is " + found + " (expected: pending and unused)", null);
    }

    /** One of them. */
    private record Pending(Nonce nonce, ChannelBinding binding, long expiresAtMillis) {}
}

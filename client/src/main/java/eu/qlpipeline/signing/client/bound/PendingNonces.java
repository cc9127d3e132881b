package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The verifier's own nonces that wait for an answer, each to be spent once and within its time. A table of fixed size, in
 * which a nonce has a few places to go; spent nonces stay, to be told from unknown ones, until their place is needed.
 *
 * <p>Safe for use by several threads, none of which ever waits for another. Every operation looks at a bounded number of
 * places.
 */
final class PendingNonces {

    private static final int MOST_WAYS = 8;
    /** Of that many fresh nonces one finds room, unless nearly every place is taken. */
    private static final int ATTEMPTS = 16;

    private final NonceSource source = new NonceSource();
    private final AtomicReferenceArray<@Nullable Pending> places;
    private final int ways;
    private final long lifeMillis;
    private final Clock clock;

    PendingNonces(BoundLimits limits, Clock clock) {
        this.places = new AtomicReferenceArray<>(limits.nonces());
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
        Pending pending =
                find(nonce).orElseThrow(() -> rejected(Reason.NONCE_UNKNOWN, nonce, "not one of this verifier's last"));
        if (!pending.spend()) {
            throw rejected(Reason.NONCE_SPENT, nonce, "answered or given up before");
        }
        if (clock.millis() > pending.expiresAtMillis) {
            throw rejected(Reason.NONCE_EXPIRED, nonce, "older than " + lifeMillis + " ms");
        }
        return pending.binding;
    }

    /** Gives a nonce up, so that no answer to it is taken any more. */
    void abandon(Nonce nonce) {
        find(nonce).ifPresent(Pending::spend);
    }

    private boolean place(Pending fresh, long now) {
        int start = fresh.nonce.hashCode();
        for (int way = 0; way < ways; way++) {
            int at = at(start, way);
            Pending there = places.get(at);
            if ((there == null || there.isSpent() || now > there.expiresAtMillis)
                    && places.compareAndSet(at, there, fresh)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Pending> find(Nonce nonce) {
        int start = nonce.hashCode();
        for (int way = 0; way < ways; way++) {
            Pending there = places.get(at(start, way));
            if (there != null && there.nonce.equals(nonce)) {
                return Optional.of(there);
            }
        }
        return Optional.empty();
    }

    private int at(int start, int way) {
        return (start + way) & (places.length() - 1);
    }

    private static VerificationException rejected(Reason reason, Nonce nonce, String found) {
        return new VerificationException(
                reason, "nonce: " + nonce.hex() + " is " + found + " (expected: pending and unused)", null);
    }

    /** One of them. There are tens of thousands, so that an object less in each is worth an updater. */
    private static final class Pending {

        private static final AtomicIntegerFieldUpdater<Pending> SPENT =
                AtomicIntegerFieldUpdater.newUpdater(Pending.class, "spent");

        private final Nonce nonce;
        private final ChannelBinding binding;
        private final long expiresAtMillis;
        private volatile int spent;

        Pending(Nonce nonce, ChannelBinding binding, long expiresAtMillis) {
            this.nonce = nonce;
            this.binding = binding;
            this.expiresAtMillis = expiresAtMillis;
        }

        /** Spends it, or returns false where it was spent before. */
        boolean spend() {
            return SPENT.compareAndSet(this, 0, 1);
        }

        boolean isSpent() {
            return spent != 0;
        }
    }
}

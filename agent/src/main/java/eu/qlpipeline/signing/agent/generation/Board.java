package eu.qlpipeline.signing.agent.generation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.status.Listeners;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Where it is written how things stand, for all to read, to wait for and to be told of. Safe for use by several threads. */
final class Board {

    private static final System.Logger LOG = System.getLogger(TokenSupervisor.class.getName());

    private final Listeners listeners = new Listeners();

    private final LongSupplier nanos;

    private volatile Standing standing;

    // The wall clock, by which a standing has its time, may be set back while somebody waits.
    @GuardedBy("this")
    private long changedNanos;

    /** @param nanos the time, on the scale of {@link System#nanoTime} */
    Board(Standing first, LongSupplier nanos) {
        this.standing = first;
        this.nanos = nanos;
        this.changedNanos = nanos.getAsLong();
    }

    /** One that says that nothing was opened yet. */
    static Board ofNothingYet(Clock clock) {
        var why = new AgentException(ReasonCode.TOKEN_UNREACHABLE, "token: not opened yet");
        return new Board(Standing.without(TokenState.STARTING, why, clock.instant()), System::nanoTime);
    }

    Standing read() {
        return standing;
    }

    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    synchronized void write(Standing next) {
        boolean changed = next.state() != standing.state();
        if (changed || !next.message().equals(standing.message())) {
            tell(next, changed ? System.Logger.Level.ERROR : System.Logger.Level.WARNING);
        }
        if (changed) {
            changedNanos = nanos.getAsLong();
        }
        standing = next;
        notifyAll();
        listeners.tell();
    }

    private static void tell(Standing next, System.Logger.Level level) {
        next.why()
                .ifPresentOrElse(
                        why -> LOG.log(
                                next.state() == TokenState.CLOSED ? System.Logger.Level.DEBUG : level,
                                "token: {0}: {1}",
                                next.state(),
                                why.withHints()),
                        () -> next.generation().ifPresent(Board::tell));
    }

    private static void tell(Generation serving) {
        LOG.log(
                System.Logger.Level.INFO,
                "token: generation {0} serves, token {1}, certificate {2} until {3}",
                serving.number(),
                serving.identity().token().label(),
                serving.identity().fingerprint(),
                serving.identity().certificate().getNotAfter().toInstant());
        if (!serving.offers(PurposeKind.RAW_CHALLENGE)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "token: refuses a salt of 478 bytes; raw challenges are off, all else is signed with a salt of 32");
        }
    }

    /** Waits, while a recovery is under way that began less than that ago, for its end. */
    Standing readSoon(Duration patience) {
        Standing now = standing;
        if (now.state() != TokenState.RECOVERING) {
            return now;
        }
        awaitRecovery(patience.minusNanos(nanosSinceChange()));
        return standing;
    }

    private synchronized long nanosSinceChange() {
        return nanos.getAsLong() - changedNanos;
    }

    /** Waits until another generation than that one signs; empty if none does in time, or a person has to act first. */
    Optional<Standing> awaitSuccessor(Generation lost, Duration patience) {
        awaitRecovery(patience);
        return Optional.of(standing).filter(now -> now.isSigning() && !now.is(lost));
    }

    private synchronized void awaitRecovery(Duration patience) {
        long end = nanos.getAsLong() + patience.toNanos();
        try {
            long left = patience.toNanos();
            while (standing.state() == TokenState.RECOVERING && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = end - nanos.getAsLong();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

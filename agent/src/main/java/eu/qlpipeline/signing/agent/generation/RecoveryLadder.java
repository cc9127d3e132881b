package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * What to try next: another generation; after some failures, or once the library says that it is dead, or where the token has another key, the library
 * anew and another generation; after a minute of a dead library, another process, and sooner where the library cannot be initialised anew
 * since calls hang inside it. Attempts slow down to two a second, so that the token's return is seen within half a second.
 *
 * <p>Not safe for use by several threads.
 */
final class RecoveryLadder {

    private static final System.Logger LOG = System.getLogger(RecoveryLadder.class.getName());

    private static final Set<ReasonCode> MAY_PASS =
            Set.of(ReasonCode.TOKEN_UNREACHABLE, ReasonCode.TOKEN_FAILURE, ReasonCode.TOKEN_HUNG);

    /** Looked at again up to a minute apart: each look has to see what a library sees only when it is initialised. */
    private static final Set<ReasonCode> SELDOM_LOOKED_AT =
            Set.of(ReasonCode.KEY_UNUSABLE, ReasonCode.CERTIFICATE_NOT_VALID_NOW);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(40);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final int FIRST_RESET = 3;
    private static final int RESET_EVERY = 8;
    private static final Duration HOPELESS = Duration.ofMinutes(1);
    private static final int WRONG_SIGNATURES = 4;
    private static final Duration WRONG_WITHIN = Duration.ofMinutes(1);

    private final Duration hang;
    private final BooleanSupplier libraryOver;
    private final Deque<Long> wrongSignatures = new ArrayDeque<>();
    private int failures;
    private OptionalLong libraryLostSince = OptionalLong.empty();
    private boolean resetDue;
    private boolean resetBefore;
    private OptionalLong heldSince = OptionalLong.empty();

    /**
     * @param hang how long calls that were given up may keep the library from being initialised anew
     * @param libraryOver whether the library was initialised before, and is not any more
     */
    RecoveryLadder(Duration hang, BooleanSupplier libraryOver) {
        this.hang = hang;
        this.libraryOver = libraryOver;
    }

    /** Whether a failure at the start may be over later, so that waiting is better than ending. */
    static boolean mayPass(AgentException failure) {
        return MAY_PASS.contains(failure.reason());
    }

    /** Takes in why a generation was lost, before the first attempt. */
    void lost(AgentException why, long nanos) {
        clear();
        resetBefore = false;
        noteLibrary(why, nanos);
    }

    /** Takes in why an attempt failed. A PIN that is not tried is none of the library's failures, however often that is seen. */
    void failed(AgentException why, long nanos) {
        if (why.reason() == ReasonCode.PIN_REJECTED) {
            clear();
            return;
        }
        failures++;
        if (!mayPass(why) && why.reason() != ReasonCode.TOKEN_ABSENT) {
            // The token answers: another process would find the same.
            heldSince = OptionalLong.empty();
        }
        noteLibrary(why, nanos);
        resetDue |= SELDOM_LOOKED_AT.contains(why.reason());
    }

    private void noteLibrary(AgentException why, long nanos) {
        boolean dead = why.reason() == ReasonCode.INTERNAL
                // One that another process does not find either has not failed.
                || (mayPass(why) && libraryOver.getAsBoolean())
                || CkError.behind(why)
                        .filter(error -> error.severity() == CkError.Severity.LIBRARY_LOST)
                        .isPresent();
        if (!dead) {
            libraryLostSince = OptionalLong.empty();
        } else if (libraryLostSince.isEmpty()) {
            libraryLostSince = OptionalLong.of(nanos);
        }
        resetDue |= dead || failures == FIRST_RESET || (failures > 0 && failures % RESET_EVERY == 0);
    }

    /**
     * How the next attempt is made, which begins now. C_Finalize is undefined while another thread is inside the library, where
     * modules then end the process or deadlock: it waits until none is.
     *
     * @param inside whether calls are inside the library
     * @param lost whether some of them were given up, and may never return
     */
    Rung next(boolean inside, boolean lost, long nanos) {
        if (!inside || !lost) {
            heldSince = OptionalLong.empty();
        } else if (resetDue && heldSince.isEmpty()) {
            heldSince = OptionalLong.of(nanos);
        }
        if (!resetDue || inside) {
            return Rung.LOGIN;
        }
        resetDue = false;
        // A token that is away for days would fill the log.
        LOG.log(
                resetBefore ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
                "token: initialising the library anew");
        resetBefore = true;
        return Rung.LIBRARY;
    }

    /** Whether only another process can help. */
    boolean isHopeless(long nanos) {
        return failures > FIRST_RESET
                && (isLonger(HOPELESS, libraryLostSince, nanos) || isLonger(hang, heldSince, nanos));
    }

    private static boolean isLonger(Duration limit, OptionalLong since, long nanos) {
        return since.isPresent() && nanos - since.getAsLong() > limit.toNanos();
    }

    /** How long to wait before the next attempt: doubled each time, from half to all of it by chance. */
    Duration pause() {
        long full = LONGEST_PAUSE.toMillis();
        if (failures < 10) {
            full = Math.min(full, FIRST_PAUSE.toMillis() << failures);
        }
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
    }

    /** Counts that a signature did not verify; returns whether it was one too many within a minute. */
    boolean countWrongSignature(long nanos) {
        wrongSignatures.addLast(nanos);
        while (nanos - wrongSignatures.getFirst() > WRONG_WITHIN.toNanos()) {
            wrongSignatures.removeFirst();
        }
        return wrongSignatures.size() >= WRONG_SIGNATURES;
    }

    private void clear() {
        failures = 0;
        libraryLostSince = OptionalLong.empty();
        resetDue = false;
        heldSince = OptionalLong.empty();
    }
}

package eu.qlpipeline.signing.agent.latch;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory of refused PINs, kept in a file: once a token has refused a PIN, no login is tried, whatever the PIN and however
 * often the agent is started, until a person lifts the latch. It holds nothing of the PIN.
 *
 * <p>A login is noted before it is tried, so that an agent that ends in the middle of it, or gives it up because the token does
 * not answer, has still counted it; an answer that may mean the PIN or not leaves it counted. Once a login went well in this
 * process that is over, whoever counted it: the PIN is right, and a token that does not answer for a while is no reason to call a
 * person. The file is of one token: what is remembered of it is neither counted nor forgotten by a login to another, and none
 * is tried there. Safe for use by several threads. Of several processes on one file, none loses the refusal that another noted
 * before it began.
 */
public final class PinLatch {

    /** The tokens, each with the file of its latch, to which a login of this process went well. */
    private static final Set<Accepted> ACCEPTED = ConcurrentHashMap.newKeySet();

    /** Of all latches, since there is one for each login: one that hung may end while the next begins. */
    private static final Object LOCK = new Object();

    private final Path path;
    private final LatchFile file;
    private final Clock clock;

    /** The latch that is kept in that file. */
    public PinLatch(Path path, Clock clock) {
        this.path = path;
        this.file = new LatchFile(path);
        this.clock = clock;
    }

    /**
     * What is remembered.
     *
     * @throws AgentException (CONFIGURATION) if the file cannot be read
     */
    public LatchState state() {
        return file.read();
    }

    /**
     * Returns if a login may be tried.
     *
     * @param byHand the command by which a person logs in to it
     * @throws AgentException (PIN_REJECTED) if a person has to act first, or the file cannot be read; (TOKEN_FAILURE) if it is
     *     too early after an answer that may mean the PIN
     */
    public void requireOpen(LatchedToken token, String byHand) {
        LatchState state;
        try {
            state = state();
        } catch (AgentException e) {
            throw new LatchRefusal(path, token).unreadable(e);
        }
        why(state, token, byHand).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /** Why no login is tried where that is remembered, in the same words each time; empty where one may be. */
    public Optional<AgentException> why(LatchState state, LatchedToken token, String byHand) {
        return new LatchRefusal(path, token).of(state, accepted(token), clock.instant(), byHand);
    }

    /**
     * Notes that a login is about to be tried.
     *
     * @throws AgentException (CONFIGURATION) if that cannot be noted: a refusal could not be either, so do not try;
     *     (PIN_REJECTED) if the file is of another token
     */
    public void begin(LatchedToken token) {
        synchronized (LOCK) {
            try {
                LatchState before = state();
                new LatchRefusal(path, token).requireOwn(before);
                file.write(accepted(token) ? before : before.begun(token));
            } catch (IOException e) {
                throw FileProblem.unwritable("token.latch", path, e)
                        .alsoHinting(
                                "no login is tried where its refusal could not be remembered",
                                "choose another place with: --set token.latch=FILE");
            }
        }
    }

    /** Notes that the login that had begun went well. */
    public void accept(LatchedToken token) {
        ACCEPTED.add(new Accepted(path, token));
        settle(token);
    }

    /**
     * Notes that the token's answer to the login that had begun may mean the PIN or not; it stays counted, unless a login of
     * this process went well before.
     *
     * @return what is remembered then
     */
    public LatchState doubt(LatchedToken token, String error) {
        synchronized (LOCK) {
            if (accepted(token)) {
                settle(token);
                return LatchState.CLEAR;
            }
            try {
                LatchState doubted = state().doubted(token, new LatchState.Refusal(error, clock.instant()));
                file.write(doubted);
                return doubted;
            } catch (IOException | AgentException e) {
                // It still stands there as a login without a known outcome.
                log("answer not noted", e);
                return LatchState.CLEAR;
            }
        }
    }

    /** Notes that the login that had begun was no question of the PIN: it failed for another reason. */
    public void settle(LatchedToken token) {
        synchronized (LOCK) {
            try {
                LatchState before = state();
                LatchState after = accepted(token) ? before.accepted(token) : before.settled(token);
                if (after.equals(LatchState.CLEAR)) {
                    file.delete();
                } else if (!after.equals(before)) {
                    file.write(after);
                }
            } catch (IOException | AgentException e) {
                log("login not noted as settled", e);
            }
        }
    }

    /**
     * Notes that the token refused the PIN of the login that had begun.
     *
     * @return what is remembered then
     */
    public LatchState refuse(LatchedToken token, String error) {
        var refusal = new LatchState.Refusal(error, clock.instant());
        synchronized (LOCK) {
            ACCEPTED.remove(new Accepted(path, token));
            try {
                LatchState refused = state().refused(token, refusal);
                file.write(refused);
                return refused;
            } catch (IOException | AgentException e) {
                // It still stands there as a login without a known outcome.
                log("refusal not noted", e);
                return LatchState.CLEAR.refused(token, refusal);
            }
        }
    }

    /**
     * Forgets everything, after a person has acted.
     *
     * @return whether there was anything to forget
     * @throws AgentException (CONFIGURATION) if the file cannot be removed
     */
    public boolean lift() {
        synchronized (LOCK) {
            try {
                return file.delete();
            } catch (IOException e) {
                throw new AgentException(
                        ReasonCode.CONFIGURATION,
                        "token.latch: " + path + " cannot be removed (expected: a file of this user)",
                        e,
                        "run this as the user of the agent");
            }
        }
    }

    private boolean accepted(LatchedToken token) {
        return ACCEPTED.contains(new Accepted(path, token));
    }

    private void log(String what, Exception e) {
        System.getLogger(PinLatch.class.getName())
                .log(System.Logger.Level.ERROR, "token.latch: {0}: {1}: {2}", path, what, e.getMessage());
    }

    private record Accepted(Path latch, LatchedToken token) {}
}

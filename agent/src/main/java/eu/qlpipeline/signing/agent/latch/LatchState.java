package eu.qlpipeline.signing.agent.latch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the file of a {@link PinLatch} says.
 *
 * @param unsettled logins that began and of which no outcome is known: the agent ended meanwhile, or the token gave an answer
 *     that may mean the PIN or not
 * @param refusals logins that the token refused for their PIN
 * @param token the token that all this is about; empty where it is not known
 * @param last the last refusal; where there is none, the last answer of unknown meaning
 */
public record LatchState(int unsettled, int refusals, Optional<LatchedToken> token, Optional<Refusal> last) {

    /** How many logins in a row may be without a known outcome before a person has to look: the strictest tokens lock at 3. */
    public static final int MOST_UNSETTLED = 2;

    /** How long the PIN is not tried after an answer of unknown meaning: an HSM that comes up may give it for a while. */
    public static final Duration PAUSE = Duration.ofMinutes(1);

    /** Nothing to remember. */
    public static final LatchState CLEAR = new LatchState(0, 0, Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException if a number is negative, or a refusal is counted and not told or the reverse */
    public LatchState {
        if (unsettled < 0 || refusals < 0 || (refusals > 0 ? last.isEmpty() : last.isPresent() && unsettled == 0)) {
            throw new IllegalArgumentException("latch: " + unsettled + " unsettled, " + refusals + " refused, "
                    + (last.isPresent() ? "one" : "none") + " told (expected: numbers that agree)");
        }
    }

    /** Whether no login may be tried until a person has acted. */
    public boolean latched() {
        return refusals > 0 || unsettled >= MOST_UNSETTLED;
    }

    /** Until when the PIN is not tried, where the token has just given an answer of unknown meaning; empty where it is, and where it is latched. */
    public Optional<Instant> pausedUntil(Instant now) {
        // Not before the answer: who sets the clock back does not have to wait for that time to come again.
        return latched()
                ? Optional.empty()
                : last.filter(answer -> !now.isBefore(answer.at()))
                        .map(answer -> answer.at().plus(PAUSE))
                        .filter(now::isBefore);
    }

    /**
     * The other token that this is about; empty where it is about that one, or it is not known about which. One of the same label
     * may be in the place of another, as a spare is: without a refusal it goes on where that one was.
     */
    public Optional<LatchedToken> other(LatchedToken than) {
        return token.filter(known -> refusals > 0 ? !known.is(than) : !known.isNamesakeOf(than));
    }

    /** After the begin of a login to the token that this is about, or to any where it is not known. */
    LatchState begun(LatchedToken by) {
        return new LatchState(unsettled + 1, refusals, Optional.of(by), last);
    }

    /** Without one of those that began: it was no question of the PIN. */
    LatchState settled(LatchedToken by) {
        if (other(by).isPresent()) {
            return this;
        }
        int left = Math.max(0, unsettled - 1);
        return left == 0 && refusals == 0 ? CLEAR : new LatchState(left, refusals, token, last);
    }

    /** After a login that went well: the PIN is right, but what was refused is a person's to lift. */
    LatchState accepted(LatchedToken by) {
        return refusals == 0 && other(by).isEmpty() ? CLEAR : this;
    }

    /** After a refusal; that of another token stays, as no login is tried to either before a person has acted. */
    LatchState refused(LatchedToken by, Refusal refusal) {
        return refusals > 0 && other(by).isPresent()
                ? this
                : new LatchState(0, refusals + 1, Optional.of(by), Optional.of(refusal));
    }

    /** One of those that began, of which there is one at least, had an answer of unknown meaning. */
    LatchState doubted(LatchedToken by, Refusal answer) {
        if (other(by).isPresent()) {
            return this;
        }
        return new LatchState(
                Math.max(1, unsettled), refusals, Optional.of(by), refusals > 0 ? last : Optional.of(answer));
    }

    /**
     * A login that the token refused, for its PIN or perhaps for it.
     *
     * @param error the PKCS#11 error, for example {@code CKR_PIN_INCORRECT}
     * @param at when
     */
    public record Refusal(String error, Instant at) {}
}

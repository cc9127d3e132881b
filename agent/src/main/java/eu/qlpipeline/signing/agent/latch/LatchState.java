package eu.qlpipeline.signing.agent.latch;

import java.time.Instant;
import java.util.Optional;

/**
 * What the file of a {@link PinLatch} says.
 *
 * @param unsettled logins that began and of which no outcome is known, because the agent ended meanwhile
 * @param refusals logins that the token refused for their PIN
 * @param last the last of these; empty where there is none
 */
public record LatchState(int unsettled, int refusals, Optional<Refusal> last) {

    /** How many logins in a row may be without a known outcome before a person has to look. */
    public static final int MOST_UNSETTLED = 2;

    /** Nothing to remember. */
    public static final LatchState CLEAR = new LatchState(0, 0, Optional.empty());

    /** @throws IllegalArgumentException if a number is negative, or a refusal is counted and not told or the reverse */
    public LatchState {
        if (unsettled < 0 || refusals < 0 || refusals > 0 != last.isPresent()) {
            throw new IllegalArgumentException("latch: " + unsettled + " unsettled, " + refusals + " refused, "
                    + (last.isPresent() ? "one" : "none") + " told (expected: numbers that agree)");
        }
    }

    /** Whether no login may be tried until a person has acted. */
    public boolean latched() {
        return refusals > 0 || unsettled >= MOST_UNSETTLED;
    }

    LatchState begun() {
        return new LatchState(unsettled + 1, refusals, last);
    }

    LatchState refused(Refusal refusal) {
        return new LatchState(0, refusals + 1, Optional.of(refusal));
    }

    /**
     * A login that the token refused.
     *
     * @param token the token's label
     * @param error the PKCS#11 error, for example {@code CKR_PIN_INCORRECT}
     * @param at when
     */
    public record Refusal(String token, String error, Instant at) {}
}

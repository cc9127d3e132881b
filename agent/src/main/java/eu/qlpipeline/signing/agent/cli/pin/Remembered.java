package eu.qlpipeline.signing.agent.cli.pin;

import eu.qlpipeline.signing.agent.latch.LatchState;
import eu.qlpipeline.signing.agent.latch.LatchedToken;
import eu.qlpipeline.signing.agent.latch.PinAdvice;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of refused PINs.
 *
 * @param state what the file of the latch says
 * @param pausedUntil until when no login is tried, after an answer of the token that may mean the PIN
 * @param other the token that the file is of, where that is another one than the token that was asked
 */
record Remembered(LatchState state, Optional<Instant> pausedUntil, Optional<LatchedToken> other) {

    Remembered(LatchState state, Instant now, Optional<LatchedToken> asked) {
        this(state, state.pausedUntil(now), asked.flatMap(state::other));
    }

    /** Whether no login is tried until a person has acted. */
    boolean latched() {
        return state.latched() || other.isPresent();
    }

    void putInto(Map<String, Object> object) {
        object.put("latched", latched());
        object.put("refusals", state.refusals());
        object.put("unsettled", state.unsettled());
        state.last().ifPresent(last -> {
            object.put(state.refusals() > 0 ? "refusedToken" : "unclearToken", label());
            object.put("error", last.error());
            object.put("at", last.at().toString());
        });
        other.ifPresent(token -> object.put("otherToken", token.summary()));
        pausedUntil.ifPresent(until -> object.put("pausedUntil", until.toString()));
    }

    String text() {
        return counted()
                + other.map(token -> "; the file is of another token: " + token.summary())
                        .orElse("");
    }

    /** What a person does about it, as lines; none where there is nothing to do. */
    String advice() {
        return other.map(token -> PinAdvice.OWN_LATCH + "\n" + PinAdvice.liftOther(token.label()) + "\n")
                .orElse(state.latched() ? "lift it, once the PIN is right, with: " + PinAdvice.UNLATCH + "\n" : "");
    }

    private String counted() {
        if (state.refusals() > 0) {
            LatchState.Refusal last = state.last().orElseThrow();
            return "latched: token " + label() + " refused with " + last.error() + " on " + last.at() + ", "
                    + state.refusals() + " in all";
        }
        String answer = state.last()
                .map(last -> "; token " + label() + " answered with " + last.error() + " on " + last.at()
                        + ", which may mean the PIN")
                .orElse("");
        String word = other.isPresent() ? "latched" : "not latched";
        return (state.latched() ? "latched: " + state.unsettled() + " logins without a known outcome" : word)
                + answer
                + pausedUntil.map(until -> "; tried again after " + until).orElse("");
    }

    private String label() {
        return state.token().map(LatchedToken::label).orElse("");
    }
}

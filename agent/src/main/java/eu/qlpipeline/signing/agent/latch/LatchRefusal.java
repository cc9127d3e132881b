package eu.qlpipeline.signing.agent.latch;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Why no login is tried. */
final class LatchRefusal {

    private final Path path;
    private final LatchedToken token;
    private final String pin;

    /**
     * @param path the file of the latch
     * @param token the token with which no login is tried
     */
    LatchRefusal(Path path, LatchedToken token) {
        this.path = path;
        this.token = token;
        this.pin = "PIN of token " + token.label() + ": ";
    }

    AgentException unreadable(AgentException cause) {
        String why = String.valueOf(cause.getMessage()).replace("\n", "; ");
        String message = "token.latch: " + why + "; no PIN is tried without it";
        return Files.isReadable(path)
                ? new AgentException(ReasonCode.PIN_REJECTED, message, cause, PinAdvice.LIFT)
                : new AgentException(
                        ReasonCode.PIN_REJECTED,
                        message,
                        cause,
                        "see that the user of the agent may read and write it",
                        PinAdvice.LIFT);
    }

    AgentException unwritable(IOException cause) {
        return FileProblem.unwritable("token.latch", path, cause)
                .alsoHinting(
                        "no login is tried where its refusal could not be remembered",
                        "choose another place with: --set token.latch=FILE");
    }

    /**
     * Why none is tried by what is remembered; empty where one may be.
     *
     * @param accepted whether a login of this process went well
     */
    Optional<AgentException> of(LatchState state, boolean accepted, Instant now, String byHand) {
        Optional<AgentException> another = ofAnother(state);
        if (another.isPresent()) {
            return another;
        }
        Optional<LatchState.Refusal> last = state.last();
        if (state.refusals() > 0) {
            return last.map(refusal -> refused(refusal, byHand));
        }
        if (accepted) {
            return Optional.empty();
        }
        return state.latched()
                ? Optional.of(unsettled(state))
                : state.pausedUntil(now).map(until -> tooEarly(last.orElseThrow(), until));
    }

    /** As {@link #of}, thrown. */
    void require(LatchState state, boolean accepted, Instant now, String byHand) {
        of(state, accepted, now, byHand).ifPresent(refusal -> {
            throw refusal;
        });
    }

    private Optional<AgentException> ofAnother(LatchState state) {
        return state.other(token)
                .map(other -> new AgentException(
                        ReasonCode.PIN_REJECTED,
                        "token.latch: " + path + " is of token " + other.summary() + " (expected: of token "
                                + token.summary() + "); no PIN is tried with it",
                        PinAdvice.OWN_LATCH,
                        PinAdvice.liftOther(other.label())));
    }

    private AgentException refused(LatchState.Refusal last, String byHand) {
        return new AgentException(
                ReasonCode.PIN_REJECTED,
                pin + "refused with " + last.error() + " on " + seconds(last.at()) + ", latched; not tried again",
                PinAdvice.about(last.error()),
                PinAdvice.byHand(byHand),
                PinAdvice.LIFT);
    }

    private AgentException unsettled(LatchState state) {
        String last = state.last()
                .map(answer -> " (the last: " + answer.error() + " on " + seconds(answer.at()) + ")")
                .orElse("");
        return new AgentException(
                ReasonCode.PIN_REJECTED,
                pin + state.unsettled() + " logins without a known outcome" + last + ", latched; not tried again",
                PinAdvice.UNSETTLED,
                PinAdvice.LIFT);
    }

    /** It may pass. */
    private AgentException tooEarly(LatchState.Refusal last, Instant until) {
        return new AgentException(
                ReasonCode.TOKEN_FAILURE,
                pin + "answered with " + last.error() + " on " + seconds(last.at())
                        + ", which may mean the PIN; tried again after " + seconds(until),
                PinAdvice.UNCLEAR);
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}

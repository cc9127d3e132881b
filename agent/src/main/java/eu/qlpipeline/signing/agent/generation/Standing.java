package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.certificate.CertificateChecks;
import eu.qlpipeline.signing.agent.failure.AgentException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * How things stand with the token at one moment.
 *
 * @param state the state
 * @param generation the open generation; empty unless {@code SERVING}, {@code HUNG}, or {@code LATCHED} by the time of its certificate
 * @param why why nothing is signed; empty only when {@code SERVING}
 * @param since when the state began
 */
public record Standing(TokenState state, Optional<Generation> generation, Optional<AgentException> why, Instant since) {

    /** That of a generation at the clock's time: held back where its certificate is not valid then. */
    static Standing of(Generation open, Clock clock) {
        try {
            CertificateChecks.requireValidNow(open.identity().certificate(), clock);
            return new Standing(TokenState.SERVING, Optional.of(open), Optional.empty(), clock.instant());
        } catch (AgentException e) {
            return heldBack(TokenState.LATCHED, open, e, clock.instant());
        }
    }

    static Standing heldBack(TokenState state, Generation open, AgentException why, Instant since) {
        return new Standing(state, Optional.of(open), Optional.of(why), since);
    }

    static Standing without(TokenState state, AgentException why, Instant since) {
        return new Standing(state, Optional.empty(), Optional.of(why), since);
    }

    /**
     * The generation that signs for callers.
     *
     * @throws AgentException with the reason why there is none
     */
    public Generation serving() {
        return open(state == TokenState.SERVING);
    }

    /**
     * The generation that signs what the agent has signed for itself: also where its certificate is not valid now.
     *
     * @throws AgentException with the reason why there is none
     */
    public Generation signing() {
        return open(isSigning());
    }

    /** Whether there is one that signs at least for the agent itself. */
    public boolean isSigning() {
        return generation.isPresent() && state != TokenState.HUNG;
    }

    private Generation open(boolean signs) {
        if (signs) {
            return generation.orElseThrow();
        }
        AgentException reason = why.orElseThrow();
        throw reason.hinting(reason.hints());
    }

    /** What is the matter, on one line; empty where nothing is. */
    String message() {
        return why.map(reason -> String.valueOf(reason.getMessage())).orElse("");
    }

    boolean is(Generation asked) {
        return generation.filter(open -> open == asked).isPresent();
    }
}

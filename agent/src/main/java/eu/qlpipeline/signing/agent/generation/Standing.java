package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.time.Instant;
import java.util.Optional;

/**
 * How things stand with the token at one moment.
 *
 * @param state the state
 * @param generation the open generation; empty unless {@code SERVING} or {@code HUNG}
 * @param why why nothing is signed; empty only when {@code SERVING}
 * @param since when the state began
 */
public record Standing(TokenState state, Optional<Generation> generation, Optional<AgentException> why, Instant since) {

    static Standing serving(Generation generation, Instant since) {
        return new Standing(TokenState.SERVING, Optional.of(generation), Optional.empty(), since);
    }

    static Standing without(TokenState state, AgentException why, Instant since) {
        return new Standing(state, Optional.empty(), Optional.of(why), since);
    }

    boolean is(Generation asked) {
        return generation.filter(open -> open == asked).isPresent();
    }
}

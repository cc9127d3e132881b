package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Checks everything the agent needs before it can serve, and goes on after a failure. Logs in to the token to read the key, and
 * as an agent that starts.
 */
public final class Doctor {

    private final TokenChecks token;
    private final SurroundingsChecks surroundings;

    /**
     * A doctor for an agent of those settings.
     *
     * @param configuration the file that they are from; empty where there is none
     */
    public Doctor(AgentSettings settings, Optional<Path> configuration, Clock clock) {
        this.token = new TokenChecks(settings, clock);
        this.surroundings = new SurroundingsChecks(settings, configuration, clock);
    }

    /** Makes all checks, in a fixed order, and hands over each finding as it comes. */
    public void examine(Consumer<Finding> findings) {
        token.examine(findings);
        surroundings.examine(findings);
    }

    /** The finding of a check that returns what it found, or throws. */
    static Finding finding(String check, Supplier<String> work) {
        try {
            return Finding.ok(check, work.get());
        } catch (AgentException e) {
            return failed(check, e);
        }
    }

    /** The finding of a check that ended with that. */
    static Finding failed(String check, AgentException e) {
        Finding.Level level = e.reason() == ReasonCode.TOKEN_HUNG ? Finding.Level.HUNG : Finding.Level.FAILED;
        return new Finding(check, level, String.valueOf(e.getMessage()), e.hints());
    }
}

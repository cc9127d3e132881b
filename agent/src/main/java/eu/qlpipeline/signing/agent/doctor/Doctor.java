package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

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
    public void examine(Consumer<DoctorFinding> findings) {
        token.examine(findings);
        surroundings.examine(findings);
    }
}

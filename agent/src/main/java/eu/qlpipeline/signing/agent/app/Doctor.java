package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks everything the agent needs before it can serve, and goes on after a failure. Logs in to the token once. */
public final class Doctor {

    private final TokenChecks token;
    private final SurroundingsChecks surroundings;

    /**
     * A doctor for an agent of those settings.
     *
     * @param configuration the file that they are from; empty where there is none
     */
    public Doctor(AgentSettings settings, Optional<Path> configuration, Clock clock) {
        this.token = new TokenChecks(settings.token(), settings.key(), clock);
        this.surroundings = new SurroundingsChecks(settings, configuration, clock);
    }

    /** Makes all checks, in a fixed order. */
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(token.examine());
        findings.addAll(surroundings.examine());
        return findings;
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
        return new Finding(check, Finding.Level.FAILED, String.valueOf(e.getMessage()), e.hints());
    }
}

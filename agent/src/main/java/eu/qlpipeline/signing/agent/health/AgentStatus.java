package eu.qlpipeline.signing.agent.health;

import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.TokenState;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.StatusSource;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole agent's state: whether it signs, what is the matter, and when a signature was last verified.
 *
 * <p>Safe for use by several threads.
 */
public final class AgentStatus {

    private final TokenSupervisor supervisor;
    private final List<StatusSource> sources;
    private final Clock clock;

    /** A status put together from those who know. */
    public AgentStatus(TokenSupervisor supervisor, List<StatusSource> sources, Clock clock) {
        this.supervisor = supervisor;
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    /** What is the matter at this moment, what blocks first. */
    public List<Condition> conditions() {
        List<Condition> all = new ArrayList<>();
        sources.forEach(source -> all.addAll(source.conditions()));
        all.sort((one, other) -> Boolean.compare(other.blocking(), one.blocking()));
        return all;
    }

    /** Has the listener told after each change, on the thread that made it. */
    public void onChange(Runnable listener) {
        sources.forEach(source -> source.onChange(listener));
    }

    /** Whether the agent signs. */
    public boolean isServing() {
        return supervisor.state() == TokenState.SERVING && conditions().stream().noneMatch(Condition::blocking);
    }

    /** Whether the agent has stopped for good. */
    public boolean isClosed() {
        return supervisor.state() == TokenState.CLOSED;
    }

    /** The number of the open generation. */
    public Optional<Long> generation() {
        return supervisor.standing().generation().map(Generation::number);
    }

    /** When the open generation last made a signature that verified. */
    public Optional<Instant> lastVerified() {
        return supervisor
                .standing()
                .generation()
                .map(open -> clock.instant().minusNanos(System.nanoTime() - open.lastVerifiedNanos()));
    }
}

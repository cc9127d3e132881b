package eu.qlpipeline.signing.agent.health;

import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.TokenState;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.status.Listeners;
import eu.qlpipeline.signing.agent.status.StatusSource;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole agent's state: whether it signs, what is the matter, and when a signature was last verified. To be closed before all
 * else, so that callers who watch go elsewhere while the last answers leave.
 *
 * <p>Safe for use by several threads.
 */
public final class AgentStatus implements AutoCloseable {

    private final TokenSupervisor supervisor;
    private final List<StatusSource> sources;
    private final Clock clock;
    private final Listeners listeners = new Listeners();
    private volatile @Nullable Instant stopping;

    /** A status put together from those who know. */
    public AgentStatus(TokenSupervisor supervisor, List<StatusSource> sources, Clock clock) {
        this.supervisor = supervisor;
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    /** What is the matter at this moment, what blocks first. */
    public List<Condition> conditions() {
        List<Condition> all = new ArrayList<>();
        Instant since = stopping;
        if (since != null) {
            all.add(Condition.blocking(ConditionKind.STOPPING, "agent: stopping", since));
        }
        sources.forEach(source -> all.addAll(source.conditions()));
        all.sort((one, other) -> Boolean.compare(other.blocking(), one.blocking()));
        return all;
    }

    /** Has the listener told after each change, on the thread that made it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
        sources.forEach(source -> source.onChange(listener));
    }

    /** Says from now on that the agent stops. */
    @Override
    public void close() {
        stopping = clock.instant();
        listeners.tell();
    }

    /** Whether the agent signs. */
    public boolean isServing() {
        return supervisor.state() == TokenState.SERVING && conditions().stream().noneMatch(Condition::blocking);
    }

    /** Whether the agent signs purposes of that kind. */
    public boolean isServing(PurposeKind kind) {
        return isServing()
                && supervisor
                        .standing()
                        .generation()
                        .filter(open -> open.offers(kind))
                        .isPresent();
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

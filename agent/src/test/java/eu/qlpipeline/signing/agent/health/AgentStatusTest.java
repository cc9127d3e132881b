package eu.qlpipeline.signing.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.generation.TestingSupervisor;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.status.StatusSource;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The status of an agent whose token was never opened. */
class AgentStatusTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Condition WARNING =
            Condition.warning(ConditionKind.POLICY_NOT_RELOADED, "callers: refused (expected: files without problems)");
    private static final Condition BLOCKING = Condition.blocking(ConditionKind.AUDIT_BLOCKED, "audit: full", NOW);

    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private final TokenSupervisor supervisor = TestingSupervisor.withoutToken(watch, why -> {});

    @AfterEach
    void stop() {
        supervisor.close();
        watch.close();
    }

    private AgentStatus status(Condition... conditions) {
        return new AgentStatus(supervisor, List.of(source(List.of(conditions))), CLOCK);
    }

    private static StatusSource source(List<Condition> conditions) {
        return new StatusSource() {
            @Override
            public List<Condition> conditions() {
                return conditions;
            }

            @Override
            public void onChange(Runnable listener) {}
        };
    }

    @Test
    void whoseTokenIsNotOpenDoesNotServeThoughNothingElseIsTheMatter() {
        AgentStatus status = status();
        assertThat(status.conditions()).isEmpty();
        assertThat(status.isServing()).isFalse();
        for (PurposeKind kind : PurposeKind.values()) {
            assertThat(status.isServing(kind)).isFalse();
        }
    }

    @Test
    void whatBlocksComesFirst() {
        assertThat(status(WARNING, BLOCKING).conditions()).containsExactly(BLOCKING, WARNING);
    }

    @Test
    void tellsOfTheChangesOfItsSources() {
        AgentStatus status = new AgentStatus(supervisor, List.of(new TokenConditions(supervisor, watch, CLOCK)), CLOCK);
        var told = new AtomicInteger();
        status.onChange(told::incrementAndGet);

        supervisor.close();
        assertThat(told).hasValue(1);
    }

    @Test
    void whoStopsSaysSoBeforeAllElseAndTells() {
        AgentStatus status = status(WARNING, BLOCKING);
        var told = new AtomicInteger();
        status.onChange(() -> told.addAndGet(status.conditions().size()));

        status.close();
        assertThat(told).hasValue(3);
        assertThat(status.conditions())
                .containsExactly(Condition.blocking(ConditionKind.STOPPING, "agent: stopping", NOW), BLOCKING, WARNING);
    }
}

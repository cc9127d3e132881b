package eu.qlpipeline.signing.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.reload.Loaded;
import eu.qlpipeline.signing.agent.reload.Reloads;
import eu.qlpipeline.signing.agent.reload.WatchedFiles;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReloadConditionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private volatile List<String> withdrawn = List.of();
    private final AtomicBoolean bad = new AtomicBoolean();
    private final Reloads reloads =
            new Reloads(List.of(new WatchedFiles("callers", read -> load(), Clock.systemUTC())), () -> {});
    private final ReloadConditions conditions = new ReloadConditions(reloads);

    private Loaded load() {
        if (bad.get()) {
            var problem = new AgentException(ReasonCode.CONFIGURATION, "b.yaml: line 1\nc.yaml: line 2");
            return new Loaded("1 in effect", Optional.of(problem), withdrawn);
        }
        return Loaded.accepted("1 in effect");
    }

    @AfterEach
    void stop() {
        reloads.close();
    }

    @Test
    void tellsOfFilesThatAreNotInEffectUntilTheyAreMended() {
        var told = new AtomicInteger();
        conditions.onChange(told::incrementAndGet);
        assertThat(conditions.conditions()).isEmpty();

        bad.set(true);
        reloads.reload();
        await().atMost(PATIENCE).until(() -> told.get() == 1);
        assertThat(conditions.conditions())
                .containsExactly(Condition.warning(
                        ConditionKind.POLICY_NOT_RELOADED,
                        "callers: refused, revision 1 stays in effect (expected: files without the problems that the"
                                + " agent's log names)"));

        withdrawn = List.of("a");
        reloads.reload();
        await().atMost(PATIENCE).until(() -> told.get() == 2);
        assertThat(conditions.conditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.message())
                        .startsWith("callers: refused, revision 1 stays in effect less 1 withdrawn since (expected: "));

        bad.set(false);
        reloads.reload();
        await().atMost(PATIENCE).until(() -> told.get() == 3);
        assertThat(conditions.conditions()).isEmpty();
    }
}

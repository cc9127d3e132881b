package eu.qlpipeline.signing.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.SupervisedToken;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.status.StatusSource;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.agent.watch.HangingCall;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of a token that signs. */
@Timeout(120)
class ServingTokenIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofDays(90);
    private static final Condition WARNING =
            Condition.warning(ConditionKind.POLICY_NOT_RELOADED, "callers: refused (expected: files without problems)");
    private static final Condition BLOCKING =
            new Condition(ConditionKind.AUDIT_BLOCKED, true, "audit: full", Optional.empty());

    private final SupervisedToken token = SupervisedToken.unopened(HangSettings.DEFAULT_LIMIT);

    @AfterEach
    void stop() {
        token.close();
    }

    private List<Condition> conditions() {
        return new TokenConditions(token.supervisor(), token.watch(), token.clock()).conditions();
    }

    private AgentStatus status(Condition... others) {
        return new AgentStatus(token.supervisor(), List.of(new Others(List.of(others))), token.clock());
    }

    @Test
    void onlyWhatBlocksKeepsTheAgentFromServing() {
        token.serve(SupervisedToken.WELL);
        assertThat(conditions()).isEmpty();
        for (PurposeKind kind : PurposeKind.values()) {
            assertThat(status(WARNING).isServing(kind)).isTrue();
            assertThat(status(WARNING, BLOCKING).isServing(kind)).isFalse();
        }
        assertThat(status(WARNING, BLOCKING).isServing()).isFalse();
        assertThat(status().generation()).contains(1L);
        Instant verified = status().lastVerified().orElseThrow();
        assertThat(verified).isBefore(token.clock().instant());
    }

    @Test
    void aTokenThatTakesTheShortSaltAloneServesAllButRawChallenges() {
        token.serve("longest-salt 32");
        assertThat(conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.kind()).isEqualTo(ConditionKind.TOKEN_REFUSES);
            assertThat(condition.blocking()).isFalse();
        });
        for (PurposeKind kind : PurposeKind.values()) {
            assertThat(status().isServing(kind)).isEqualTo(kind != PurposeKind.RAW_CHALLENGE);
        }
    }

    @Test
    void theEndOfTheCertificateIsAnnouncedForNinetyDays() {
        Generation open = token.serve(SupervisedToken.WELL);
        Instant end = open.identity().certificate().getNotAfter().toInstant();
        token.clock().advance(Duration.between(token.clock().instant(), end.minus(SOON)));
        assertThat(conditions()).isEmpty();

        token.clock().advance(Duration.ofSeconds(1));
        assertThat(conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.kind()).isEqualTo(ConditionKind.CERTIFICATE_ENDS_SOON);
            assertThat(condition.blocking()).isFalse();
        });

        token.clock().advance(SOON);
        token.supervisor().lookAtTime();
        assertThat(conditions()).extracting(Condition::kind).containsExactly(ConditionKind.CERTIFICATE_NOT_VALID);
    }

    @Test
    void aCallThatIsLostIsAWarning() throws InterruptedException {
        token.serve(SupervisedToken.WELL);
        var call = new HangingCall(token.watch());
        await().atMost(PATIENCE).until(() -> token.watch().lost() == 1);

        assertThat(conditions())
                .containsExactly(Condition.warning(ConditionKind.TOKEN_HUNG, "token: 1 calls have not returned"));
        call.end();
    }

    /** What is the matter elsewhere. */
    private record Others(List<Condition> conditions) implements StatusSource {

        @Override
        public void onChange(Runnable listener) {}
    }
}

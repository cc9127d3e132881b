package eu.qlpipeline.signing.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.TestingSupervisor;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenConditionsTest {

    @ParameterizedTest
    @CsvSource({
        "TOKEN_ABSENT, TOKEN_ABSENT",
        "TOKEN_UNREACHABLE, TOKEN_ABSENT",
        "TOKEN_SESSION_LOST, TOKEN_LOST",
        "TOKEN_FAILURE, TOKEN_LOST",
        "TOKEN_HUNG, TOKEN_HUNG",
        "SCHEME_UNSUPPORTED, TOKEN_REFUSES",
        "SIGNATURE_INVALID, SIGNATURE_WRONG",
        "PIN_REJECTED, PIN_LATCHED",
        "KEY_UNUSABLE, KEY_WRONG",
        "CERTIFICATE_NOT_VALID_NOW, CERTIFICATE_NOT_VALID",
        "SHUTTING_DOWN, STOPPING"
    })
    void tellsWhatTheReasonIsToAnOperator(ReasonCode reason, ConditionKind kind) {
        assertThat(TokenConditions.kind(reason)).isEqualTo(kind);
    }

    /** The call that hangs is why the token is not open: it is one matter, not two. */
    @Test
    void aTokenThatIsNotOpenIsOneMatterThatBlocksHoweverManyCallsAreLost() {
        var hanging = new CountDownLatch(1);
        try (var watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), 2));
                var supervisor = TestingSupervisor.withoutToken(watch, why -> {})) {
            var call = new Thread(() -> assertThatExceptionOfType(CallLostException.class)
                    .isThrownBy(() -> watch.call(() -> {
                        hanging.await();
                        return true;
                    })));
            call.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> watch.lost() == 1);

            var conditions = new TokenConditions(supervisor, watch, Clock.systemUTC()).conditions();
            assertThat(conditions).singleElement().satisfies(condition -> {
                assertThat(condition.kind()).isEqualTo(ConditionKind.TOKEN_ABSENT);
                assertThat(condition.blocking()).isTrue();
                assertThat(condition.message()).isEqualTo("token: not available to the agent; its log says why");
                assertThat(condition.since()).contains(supervisor.standing().since());
            });
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void whoListensIsToldOfTheSupervisorsChanges() {
        try (var watch = new CallWatch(HangSettings.defaults())) {
            var supervisor = TestingSupervisor.withoutToken(watch, why -> {});
            var told = new AtomicInteger();
            new TokenConditions(supervisor, watch, Clock.systemUTC()).onChange(told::incrementAndGet);
            supervisor.close();
            assertThat(told).hasValue(1);
        }
    }
}

package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.TestingClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenSupervisorTest {

    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

    @Test
    void aStateBeginsWhenTheClockSaysSo() {
        var clock = new TestingClock(START);
        try (var watch = new CallWatch(HangSettings.defaults())) {
            var supervisor = new TokenSupervisor(TestingSupervisor.factoryWithoutToken(watch), watch, why -> {}, clock);
            assertThat(supervisor.standing().since()).isEqualTo(START);

            clock.advance(Duration.ofHours(1));
            supervisor.close();
            assertThat(supervisor.standing().since()).isEqualTo(clock.instant());
        }
    }

    @Test
    void aStartThatCannotSucceedLaterEndsWithItsFirstAttempt() {
        try (var watch = new CallWatch(HangSettings.defaults());
                var supervisor = TestingSupervisor.withoutToken(watch, why -> {})) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(supervisor::startOrWait)
                    .satisfies(failure -> assertThat(failure.reason()).isEqualTo(ReasonCode.TOKEN_ABSENT));
            // As before: nothing goes on in the background.
            assertThat(supervisor.state()).isEqualTo(TokenState.STARTING);
        }
    }
}

package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/** When a token that a person has to mend is looked at again. */
class LatchPauseTest {

    private static final long PIN_EXPIRED = 0xA3;

    private final LatchPause pause = new LatchPause();

    private Duration next(AgentException why) {
        return pause.next(why).orElseThrow();
    }

    @Test
    void onlyWhatNoTokenMendsByItselfNeedsAPerson() {
        var needsAPerson = Set.of(
                ReasonCode.PIN_REJECTED,
                ReasonCode.KEY_UNUSABLE,
                ReasonCode.SIGNATURE_INVALID,
                ReasonCode.CERTIFICATE_NOT_VALID_NOW);
        for (ReasonCode reason : ReasonCode.values()) {
            assertThat(LatchPause.needsAPerson(new AgentException(reason, "token: failed")))
                    .as(reason.name())
                    .isEqualTo(needsAPerson.contains(reason));
        }
    }

    @Test
    void looksTwiceASecondWhereNoLoginIsMadeByThat() {
        var latched = new AgentException(ReasonCode.PIN_REJECTED, "PIN: latched");
        for (int looks = 0; looks < 10; looks++) {
            assertThat(next(latched)).isEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void looksEverMoreSeldomWhereALoginIsMadeEachTime() {
        var expired = new AgentException(
                ReasonCode.PIN_REJECTED, "self-test: does not sign", new PKCS11Exception(PIN_EXPIRED, ""));
        assertThat(next(expired)).isEqualTo(Duration.ofMillis(500));
        assertThat(next(expired)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void looksOnceAMinuteInTheEndAndSoonAgainAfterASuccess() {
        var anotherKey = new AgentException(ReasonCode.KEY_UNUSABLE, "certificate: another");
        Duration last = Duration.ZERO;
        for (int looks = 0; looks < 20; looks++) {
            Duration now = next(anotherKey);
            assertThat(now).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(Duration.ofMinutes(1));
            last = now;
        }
        assertThat(last).isEqualTo(Duration.ofMinutes(1));

        pause.reset();
        assertThat(next(anotherKey)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void neverLooksAgainAtATokenThatSignsWrongly() {
        assertThat(pause.next(new AgentException(ReasonCode.SIGNATURE_INVALID, "self-test: does not verify")))
                .isEqualTo(Optional.empty());
    }
}

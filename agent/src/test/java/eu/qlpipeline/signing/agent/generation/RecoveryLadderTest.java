package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import sun.security.pkcs11.wrapper.PKCS11Exception;

class RecoveryLadderTest {

    private static final long DEAD = 0x190;
    private static final long SESSION = 0xB3;

    private final RecoveryLadder ladder = new RecoveryLadder();

    private static AgentException failure(long code) {
        return new AgentException(ReasonCode.TOKEN_FAILURE, "token: failed", new PKCS11Exception(code, ""));
    }

    @Test
    void triesAnotherGenerationFirst() {
        ladder.lost(failure(SESSION), 0);
        assertThat(ladder.resetsLibrary()).isFalse();
    }

    @Test
    void initialisesTheLibraryAnewAfterThreeFailures() {
        ladder.lost(failure(SESSION), 0);
        ladder.failed(failure(SESSION), 0);
        ladder.failed(failure(SESSION), 0);
        assertThat(ladder.resetsLibrary()).isFalse();
        ladder.failed(failure(SESSION), 0);
        assertThat(ladder.resetsLibrary()).isTrue();
    }

    @Test
    void initialisesTheLibraryAnewAtOnceWhereItSaysThatItIsDead() {
        ladder.lost(failure(DEAD), 0);
        assertThat(ladder.resetsLibrary()).isTrue();
    }

    @Test
    void givesUpOnALibraryThatStaysDeadForAMinute() {
        ladder.lost(failure(DEAD), 0);
        for (int second = 0; second < 60; second++) {
            ladder.failed(failure(DEAD), Duration.ofSeconds(second).toNanos());
        }
        assertThat(ladder.isHopeless(Duration.ofSeconds(60).toNanos())).isFalse();
        assertThat(ladder.isHopeless(Duration.ofSeconds(61).toNanos())).isTrue();
    }

    @Test
    void neverGivesUpOnATokenThatIsOnlyAway() {
        ladder.lost(failure(SESSION), 0);
        for (int second = 0; second < 1000; second++) {
            ladder.failed(failure(SESSION), Duration.ofSeconds(second).toNanos());
        }
        assertThat(ladder.isHopeless(Duration.ofDays(1).toNanos())).isFalse();
    }

    @Test
    void slowsDownToHalfASecondAtTheMost() {
        assertThat(ladder.pause()).isLessThanOrEqualTo(Duration.ofMillis(40));
        for (int i = 0; i < 100; i++) {
            ladder.failed(failure(SESSION), 0);
        }
        assertThat(ladder.pause()).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    }

    @Test
    void fourWrongSignaturesWithinAMinuteAreTooMany() {
        for (int i = 0; i < 3; i++) {
            assertThat(ladder.isOneWrongSignatureTooMany(i)).isFalse();
        }
        assertThat(ladder.isOneWrongSignatureTooMany(Duration.ofSeconds(59).toNanos()))
                .isTrue();
    }

    @Test
    void wrongSignaturesOfLongAgoAreForgotten() {
        for (int minutes = 0; minutes < 20; minutes++) {
            assertThat(ladder.isOneWrongSignatureTooMany(
                            Duration.ofMinutes(minutes).toNanos()))
                    .isFalse();
        }
    }
}

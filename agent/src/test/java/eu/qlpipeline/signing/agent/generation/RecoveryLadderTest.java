package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import java.time.Duration;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sun.security.pkcs11.wrapper.PKCS11Exception;

class RecoveryLadderTest {

    private static final long DEAD = 0x190;
    private static final long SESSION = 0xB3;
    private static final long GENERAL_ERROR = 0x5;

    private static final Duration HANG = Duration.ofSeconds(10);

    private boolean libraryOver;
    private final RecoveryLadder ladder = new RecoveryLadder(HANG, () -> libraryOver);

    private static AgentException failure(long code) {
        return new AgentException(ReasonCode.TOKEN_FAILURE, "token: failed", new PKCS11Exception(code, ""));
    }

    private Rung next() {
        return ladder.next(false, false, 0);
    }

    private void fail(long code, int seconds) {
        for (int second = 0; second < seconds; second++) {
            ladder.failed(failure(code), Duration.ofSeconds(second).toNanos());
        }
    }

    @Test
    void triesAnotherGenerationFirst() {
        ladder.lost(failure(SESSION), 0);
        assertThat(next()).isEqualTo(Rung.LOGIN);
    }

    @Test
    void initialisesTheLibraryAnewAfterThreeFailures() {
        ladder.lost(failure(SESSION), 0);
        ladder.failed(failure(SESSION), 0);
        ladder.failed(failure(SESSION), 0);
        assertThat(next()).isEqualTo(Rung.LOGIN);
        ladder.failed(failure(SESSION), 0);
        assertThat(next()).isEqualTo(Rung.LIBRARY);
    }

    @Test
    void initialisesTheLibraryAnewAtEveryEighthFailureFromThenOn() {
        fail(SESSION, 3);
        assertThat(next()).isEqualTo(Rung.LIBRARY);
        for (int failures = 4; failures <= 24; failures++) {
            ladder.failed(failure(SESSION), 0);
            assertThat(next()).as("after %d", failures).isEqualTo(failures % 8 == 0 ? Rung.LIBRARY : Rung.LOGIN);
        }
    }

    /** An HSM may be away for days. */
    @Test
    void saysThatItInitialisesTheLibraryAnewOnceInARecovery() {
        String line = "token: initialising the library anew";
        Logger logger = Logger.getLogger(RecoveryLadder.class.getName());
        logger.setLevel(Level.ALL);
        try (var log = CapturedLog.of(logger.getName())) {
            for (int recoveries = 0; recoveries < 2; recoveries++) {
                ladder.lost(failure(SESSION), 0);
                for (int failures = 0; failures < 16; failures++) {
                    ladder.failed(failure(SESSION), 0);
                    next();
                }
            }
            assertThat(log.lines())
                    .containsExactly(
                            "INFO " + line,
                            "FINE " + line,
                            "FINE " + line,
                            "INFO " + line,
                            "FINE " + line,
                            "FINE " + line);
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void initialisesTheLibraryAnewAtOnceWhereItSaysThatItIsDead() {
        ladder.lost(failure(DEAD), 0);
        assertThat(next()).isEqualTo(Rung.LIBRARY);
    }

    @Test
    void aDefectIsHeldAgainstTheLibrary() {
        var defect = new AgentException(ReasonCode.INTERNAL, "token: defect");
        ladder.lost(defect, 0);
        assertThat(next()).isEqualTo(Rung.LIBRARY);
        for (int second = 0; second < 5; second++) {
            ladder.failed(defect, Duration.ofSeconds(second).toNanos());
        }
        assertThat(ladder.isHopeless(Duration.ofSeconds(61).toNanos())).isTrue();
    }

    @Test
    void initialisesTheLibraryAnewOnceNobodyIsInsideIt() {
        fail(SESSION, 3);
        assertThat(ladder.next(true, false, 0)).isEqualTo(Rung.LOGIN);
        ladder.failed(failure(SESSION), 0);
        assertThat(ladder.next(true, true, 0)).isEqualTo(Rung.LOGIN);
        assertThat(next()).isEqualTo(Rung.LIBRARY);
        assertThat(next()).isEqualTo(Rung.LOGIN);
    }

    @Test
    void givesUpWhereCallsThatHangKeepItFromThatForAsLongAgain() {
        fail(SESSION, 5);
        assertThat(ladder.next(true, true, 0)).isEqualTo(Rung.LOGIN);
        ladder.next(true, true, HANG.minusSeconds(1).toNanos());
        assertThat(ladder.isHopeless(HANG.toNanos())).isFalse();
        assertThat(ladder.isHopeless(HANG.plusSeconds(1).toNanos())).isTrue();

        ladder.next(true, false, HANG.plusSeconds(1).toNanos());
        assertThat(ladder.isHopeless(HANG.plusSeconds(2).toNanos())).isFalse();
    }

    /** What hangs in a library that was initialised anew keeps nothing back before that is due again. */
    @Test
    void callsThatHangKeepNothingBackWhereTheLibraryWasInitialisedAnew() {
        fail(SESSION, 3);
        assertThat(next()).isEqualTo(Rung.LIBRARY);
        ladder.failed(failure(SESSION), 0);
        assertThat(ladder.next(true, true, 0)).isEqualTo(Rung.LOGIN);
        assertThat(ladder.isHopeless(HANG.plusSeconds(1).toNanos())).isFalse();
    }

    @Test
    void aPinThatIsNotTriedIsNoFailureOfTheLibrary() {
        fail(SESSION, 3);
        for (int i = 0; i < 20; i++) {
            ladder.failed(new AgentException(ReasonCode.PIN_REJECTED, "PIN: latched"), 0);
            assertThat(next()).isEqualTo(Rung.LOGIN);
        }
    }

    @Test
    void aLibraryWhoseTokenWaitsForItsPinWasNotDeadAllTheWhile() {
        fail(DEAD, 5);
        ladder.failed(new AgentException(ReasonCode.PIN_REJECTED, "PIN: latched"), 0);
        for (int i = 0; i < 5; i++) {
            ladder.failed(failure(DEAD), Duration.ofHours(1).toNanos());
        }
        assertThat(ladder.isHopeless(Duration.ofHours(1).plusSeconds(1).toNanos()))
                .isFalse();
    }

    /** A library that finds tokens only when it is initialised would see the first one again minutes after it is back. */
    @ParameterizedTest
    @EnumSource(names = {"KEY_UNUSABLE", "CERTIFICATE_NOT_VALID_NOW"})
    void initialisesTheLibraryAnewAtEachLookAtATokenOfAnotherKey(ReasonCode reason) {
        ladder.lost(failure(SESSION), 0);
        for (int looks = 0; looks < 9; looks++) {
            ladder.failed(new AgentException(reason, "certificate: another"), 0);
            assertThat(ladder.next(true, false, 0)).isEqualTo(Rung.LOGIN);
            assertThat(next()).isEqualTo(Rung.LIBRARY);
        }
    }

    @Test
    void givesUpOnALibraryThatStaysDeadForAMinute() {
        ladder.lost(failure(DEAD), 0);
        fail(DEAD, 60);
        assertThat(ladder.isHopeless(Duration.ofSeconds(60).toNanos())).isFalse();
        assertThat(ladder.isHopeless(Duration.ofSeconds(61).toNanos())).isTrue();
    }

    @Test
    void givesUpOnALibraryThatDoesNotInitialiseAgainForAMinute() {
        ladder.lost(failure(SESSION), 0);
        fail(SESSION, 3);
        assertThat(next()).isEqualTo(Rung.LIBRARY);
        libraryOver = true;
        fail(GENERAL_ERROR, 60);
        assertThat(ladder.isHopeless(Duration.ofSeconds(60).toNanos())).isFalse();
        assertThat(ladder.isHopeless(Duration.ofSeconds(61).toNanos())).isTrue();

        libraryOver = false;
        ladder.failed(failure(SESSION), Duration.ofSeconds(61).toNanos());
        assertThat(ladder.isHopeless(Duration.ofSeconds(62).toNanos())).isFalse();
    }

    @Test
    void neverGivesUpOnALibraryThatNoProcessFinds() {
        ladder.lost(failure(DEAD), 0);
        libraryOver = true;
        for (int second = 0; second < 100; second++) {
            ladder.failed(
                    new AgentException(ReasonCode.TOKEN_ABSENT, "token.module: is not a file"),
                    Duration.ofSeconds(second).toNanos());
        }
        assertThat(ladder.isHopeless(Duration.ofDays(1).toNanos())).isFalse();
    }

    @Test
    void givesUpOnNothingThatItHasNotTriedOftenEnough() {
        ladder.lost(failure(DEAD), 0);
        fail(DEAD, 3);
        assertThat(ladder.isHopeless(Duration.ofMinutes(2).toNanos())).isFalse();
        ladder.failed(failure(DEAD), 0);
        assertThat(ladder.isHopeless(Duration.ofMinutes(2).toNanos())).isTrue();
    }

    @Test
    void aLibraryThatLivesAgainIsDeadNoMore() {
        ladder.lost(failure(DEAD), 0);
        fail(DEAD, 5);
        ladder.failed(failure(SESSION), Duration.ofSeconds(5).toNanos());
        assertThat(ladder.isHopeless(Duration.ofMinutes(2).toNanos())).isFalse();
    }

    @Test
    void onlyWhatNobodyHasToMendMayPass() {
        var mayPass = Set.of(ReasonCode.TOKEN_UNREACHABLE, ReasonCode.TOKEN_FAILURE, ReasonCode.TOKEN_HUNG);
        for (ReasonCode reason : ReasonCode.values()) {
            assertThat(RecoveryLadder.mayPass(new AgentException(reason, "token: failed")))
                    .as(reason.name())
                    .isEqualTo(mayPass.contains(reason));
        }
    }

    /** Another process would find the same key, and end as soon as it began. */
    @ParameterizedTest
    @EnumSource(names = {"KEY_UNUSABLE", "CERTIFICATE_NOT_VALID_NOW", "SIGNATURE_INVALID", "SCHEME_UNSUPPORTED"})
    void neverGivesUpOnATokenThatAnswersAlthoughCallsHang(ReasonCode answer) {
        assertThat(isHopelessWhereCallsHangAndTheLastAttempt(answer)).isFalse();
    }

    /** Another process initialises the library anew, and may see the token with that. */
    @Test
    void givesUpOnATokenThatIsNotAmongOthersWhereCallsHang() {
        assertThat(isHopelessWhereCallsHangAndTheLastAttempt(ReasonCode.TOKEN_ABSENT))
                .isTrue();
    }

    private boolean isHopelessWhereCallsHangAndTheLastAttempt(ReasonCode endedWith) {
        fail(SESSION, 5);
        assertThat(ladder.next(true, true, 0)).isEqualTo(Rung.LOGIN);
        ladder.failed(
                new AgentException(endedWith, "token: failed"),
                HANG.plusSeconds(1).toNanos());
        return ladder.isHopeless(HANG.plusSeconds(2).toNanos());
    }

    @Test
    void neverGivesUpOnATokenThatIsOnlyAway() {
        ladder.lost(failure(SESSION), 0);
        fail(SESSION, 1000);
        assertThat(ladder.isHopeless(Duration.ofDays(1).toNanos())).isFalse();
    }

    @Test
    void doublesItsPausesToHalfASecondAtTheMostHoweverOftenItFails() {
        long full = 40;
        for (int failures = 0; failures < 100; failures++) {
            assertThat(ladder.pause())
                    .as("after %d", failures)
                    .isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
            ladder.failed(failure(SESSION), 0);
            full = Math.min(500, full * 2);
        }
    }

    @Test
    void beginsAnewWithTheNextGenerationThatIsLost() {
        fail(SESSION, 8);
        ladder.lost(failure(SESSION), 0);
        assertThat(next()).isEqualTo(Rung.LOGIN);
        assertThat(ladder.pause()).isLessThanOrEqualTo(Duration.ofMillis(40));
    }

    @Test
    void callsThatHangSinceAnEarlierRecoveryAreHeldAgainstTheNextFromItsBeginning() {
        fail(SESSION, 5);
        ladder.next(true, true, 0);
        long later = HANG.plusSeconds(1).toNanos();
        ladder.lost(failure(SESSION), later);
        fail(SESSION, 5);
        ladder.next(true, true, later);
        assertThat(ladder.isHopeless(later + 1)).isFalse();
    }

    @Test
    void fourWrongSignaturesWithinAMinuteAreTooMany() {
        for (int i = 0; i < 3; i++) {
            assertThat(ladder.countWrongSignature(i)).isFalse();
        }
        assertThat(ladder.countWrongSignature(Duration.ofSeconds(59).toNanos())).isTrue();
    }

    @Test
    void aMinuteEndsWithItsLastMoment() {
        long minute = Duration.ofMinutes(1).toNanos();
        for (long nanos : new long[] {0, 1, 2}) {
            assertThat(ladder.countWrongSignature(nanos)).isFalse();
        }
        assertThat(ladder.countWrongSignature(minute)).isTrue();

        var later = new RecoveryLadder(HANG, () -> false);
        for (long nanos : new long[] {0, 1, 2}) {
            assertThat(later.countWrongSignature(nanos)).isFalse();
        }
        assertThat(later.countWrongSignature(minute + 1)).isFalse();
    }

    @Test
    void wrongSignaturesOfLongAgoAreForgotten() {
        for (int minutes = 0; minutes < 20; minutes++) {
            assertThat(ladder.countWrongSignature(Duration.ofMinutes(minutes).toNanos()))
                    .isFalse();
        }
    }
}

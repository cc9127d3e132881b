package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.agent.watch.HangingCall;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/** What becomes of a generation that is lost, and of the attempts to open another. */
@Timeout(120)
class RecoveryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final Duration AMPLE = Duration.ofSeconds(4);
    private static final long CRYPTOKI_NOT_INITIALIZED = 0x190;
    private static final Duration PAST_THE_END = Duration.ofDays(3651);

    private final SupervisedToken token = SupervisedToken.unopened(HangSettings.DEFAULT_LIMIT);

    @AfterEach
    void stop() {
        token.close();
    }

    private static AgentException wrong() {
        return new AgentException(ReasonCode.SIGNATURE_INVALID, "signature: does not verify");
    }

    private ReasonCode why() {
        return token.supervisor().standing().why().orElseThrow().reason();
    }

    private static void sign(Generation generation) throws GeneralSecurityException {
        generation.sign(RawChallenge.random(new SecureRandom()));
    }

    private static boolean ends(Thread thread) {
        try {
            thread.join(A_MOMENT.toMillis());
            return !thread.isAlive();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertIsClosed(Generation generation) {
        await().atMost(PATIENCE).until(generation::isQuiet);
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> sign(generation))
                .withMessageEndingWith("is closed");
    }

    @Test
    void aFirstAttemptThatHangsIsToldAndMadeAgain() throws Exception {
        token.faults("C_GetTokenInfo hang always");
        var starting = new Thread(token.supervisor()::startOrWait);
        var waitsWhenTold = new CompletableFuture<Boolean>();
        // Whoever waits for the start has to find what became of it.
        token.supervisor().onChange(() -> waitsWhenTold.complete(!ends(starting)));
        starting.start();
        starting.join();
        assertThat(waitsWhenTold).isCompletedWithValue(true);
        assertThat(token.supervisor().state()).isEqualTo(TokenState.RECOVERING);
        assertThat(why()).isEqualTo(ReasonCode.TOKEN_HUNG);

        // What was given up returns as well, and is nobody's.
        token.faults(SupervisedToken.WELL);
        token.awaitState(TokenState.SERVING);
        SupervisedToken.awaitThreads("token-recovery", 1);
        assertThat(token.supervisor().standing().serving().number()).isGreaterThan(1);
        assertThat(token.states()).containsOnlyOnce(TokenState.SERVING).endsWith(TokenState.SERVING);
    }

    @Test
    void aTokenThatIsAwayAtTheStartServesWhenItIsThere() throws Exception {
        token.faults("token absent");
        token.supervisor().startOrWait();
        assertThat(token.supervisor().state()).isEqualTo(TokenState.RECOVERING);

        token.faults(SupervisedToken.WELL);
        token.awaitState(TokenState.SERVING);
    }

    @Test
    void aLibraryThatLivesNoMoreIsInitialisedAnew() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("do finalize");
        token.supervisor().lost(first, SupervisedToken.lost());

        Generation second = token.awaitAnother(first);
        assertThat(second.rung()).isEqualTo(Rung.LIBRARY);
        sign(second);
    }

    @Test
    void aLibraryThatSaysThatItLivesNoMoreIsInitialisedAnewAtOnce() {
        Generation first = token.serve(SupervisedToken.WELL);
        token.supervisor()
                .lost(
                        first,
                        new AgentException(
                                ReasonCode.TOKEN_SESSION_LOST,
                                "token: session lost",
                                new PKCS11Exception(CRYPTOKI_NOT_INITIALIZED, "")));

        Generation second = token.awaitAnother(first);
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.rung()).isEqualTo(Rung.LIBRARY);
    }

    @Test
    void aTokenThatIsAwayWhileACallHangsInItsLibraryNeedsAnotherProcess() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        var call = new HangingCall(token.watch());
        token.faults("token absent");
        token.clock().advance(PAST_THE_END);
        token.supervisor().lost(first, SupervisedToken.lost());
        // None could be started: its certificate has ended.
        await().during(AMPLE).atMost(PATIENCE).until(token.halts()::isEmpty);

        token.clock().advance(PAST_THE_END.negated());
        await().atMost(PATIENCE).until(() -> !token.halts().isEmpty());
        assertThat(token.halts().element().reason()).isEqualTo(ReasonCode.TOKEN_UNREACHABLE);
        call.end();
    }

    @Test
    void aLostGenerationIsLoggedOutAndAnotherServes() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        sign(first);
        token.supervisor().lost(first, SupervisedToken.lost());

        Generation second = token.awaitAnother(first);
        assertIsClosed(first);
        sign(second);
        assertThat(token.states()).containsExactly(TokenState.RECOVERING, TokenState.SERVING);
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.rung()).isEqualTo(Rung.LOGIN);
    }

    @Test
    void whatIsToldOfAGenerationThatWasReplacedConcernsNobody() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.supervisor().lost(first, SupervisedToken.lost());
        Generation second = token.awaitAnother(first);

        token.supervisor().lost(first, SupervisedToken.lost());
        for (int times = 0; times < 4; times++) {
            token.supervisor().lost(first, wrong());
        }
        assertThat(token.supervisor().standing().serving()).isSameAs(second);
        assertThat(token.supervisor().wrongSignatures()).isEqualTo(4);
        token.supervisor().lost(second, wrong());
        token.awaitAnother(second);
    }

    @Test
    void theFourthWrongSignatureEndsTheLoginAndNoneFollows() throws Exception {
        Generation last = token.serve(SupervisedToken.WELL);
        for (int times = 0; times < 3; times++) {
            Generation distrusted = last;
            token.supervisor().lost(distrusted, wrong());
            assertThat(token.supervisor().state()).isNotEqualTo(TokenState.LATCHED);
            last = token.awaitAnother(distrusted);
        }
        token.supervisor().lost(last, wrong());

        assertThat(token.supervisor().state()).isEqualTo(TokenState.LATCHED);
        assertIsClosed(last);
        assertThat(token.supervisor().standing().generation()).isEmpty();
    }

    @Test
    void threeSelfTestsMayGoWrong() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("C_SignFinal flip 3");
        token.supervisor().lost(first, SupervisedToken.lost());

        assertThat(token.awaitAnother(first).number()).isEqualTo(5);
        assertThat(token.states()).doesNotContain(TokenState.LATCHED);
        assertThat(token.supervisor().wrongSignatures()).isEqualTo(3);
    }

    @Test
    void theFourthSelfTestThatGoesWrongIsOneTooMany() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("C_SignFinal flip always");
        token.supervisor().lost(first, SupervisedToken.lost());

        token.awaitState(TokenState.LATCHED);
        assertThat(why()).isEqualTo(ReasonCode.SIGNATURE_INVALID);
    }

    @Test
    void aTokenIsLookedAtUntilItsPinMayBeTriedAgain() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("pin locked", "do close-sessions");
        token.supervisor().lost(first, SupervisedToken.lost());
        token.awaitState(TokenState.LATCHED);
        assertThat(why()).isEqualTo(ReasonCode.PIN_REJECTED);
        assertThat(token.supervisor().awaitSuccessor(first, PATIENCE)).isEmpty();

        token.faults(SupervisedToken.WELL);
        token.awaitAnother(first);
    }

    @Test
    void aRecoveryHasBegunWhenTheGenerationWasLostHoweverOftenItFails() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("token absent");
        Instant lost = token.clock().instant();
        token.supervisor().lost(first, SupervisedToken.lost());
        token.clock().advance(Duration.ofMinutes(1));
        await().atMost(PATIENCE).until(() -> token.states().size() > 3);

        assertThat(token.supervisor().standing().since()).isEqualTo(lost);
        assertThat(token.states()).containsOnly(TokenState.RECOVERING);
        assertThat(why()).isEqualTo(ReasonCode.TOKEN_UNREACHABLE);
        assertThat(token.supervisor().standing().isSigning()).isFalse();

        token.faults("pin locked");
        token.awaitState(TokenState.LATCHED);
        assertThat(token.supervisor().standing().since())
                .isEqualTo(token.clock().instant());
    }

    /** The records that were made under it are still to be signed. */
    @Test
    void aLoginWhoseCertificateEndedWhileThePinWasLatchedIsKept() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("pin locked", "do close-sessions");
        token.supervisor().lost(first, SupervisedToken.lost());
        token.awaitState(TokenState.LATCHED);
        token.clock().advance(PAST_THE_END);

        token.faults(SupervisedToken.WELL);
        await().atMost(PATIENCE)
                .until(() -> token.supervisor().standing().generation().isPresent());
        assertThat(token.supervisor().state()).isEqualTo(TokenState.LATCHED);
        assertThat(why()).isEqualTo(ReasonCode.CERTIFICATE_NOT_VALID_NOW);
    }

    @Test
    void anAttemptThatEndsAfterTheStopChangesNothing() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("C_GetTokenInfo hang 1");
        token.supervisor().lost(first, SupervisedToken.lost());
        await().atMost(PATIENCE).until(() -> first.isQuiet() && token.watch().isUnderWay());
        token.supervisor().close();

        token.faults(SupervisedToken.WELL);
        SupervisedToken.awaitThreads("token-recovery", 0);
        assertThat(token.supervisor().state()).isEqualTo(TokenState.CLOSED);
        assertThat(token.supervisor().standing().generation()).isEmpty();
        assertThat(token.states()).containsExactly(TokenState.RECOVERING, TokenState.CLOSED);
    }

    @Test
    void aFailureThatComesAfterTheStopChangesNothing() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.faults("C_GetTokenInfo hang 1", "C_GetTokenInfo return CKR_DEVICE_ERROR 1");
        token.supervisor().lost(first, SupervisedToken.lost());
        await().atMost(PATIENCE).until(() -> first.isQuiet() && token.watch().isUnderWay());
        token.supervisor().close();

        token.faults("C_GetTokenInfo return CKR_DEVICE_ERROR always");
        SupervisedToken.awaitThreads("token-recovery", 0);
        assertThat(token.states()).containsExactly(TokenState.RECOVERING, TokenState.CLOSED);
    }

    @Test
    void theStopDoesNotWaitForATokenThatHangsAtTheLogout() throws Exception {
        token.serve(SupervisedToken.WELL);
        token.faults("C_Logout hang 1");
        // Whose threads keep the process from ending, unless they are told not to.
        var stopping = new Thread(token.supervisor()::close);
        stopping.setDaemon(false);
        stopping.start();
        stopping.join();

        assertThat(token.supervisor().state()).isEqualTo(TokenState.CLOSED);
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("token-logout"))
                .singleElement()
                .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
    }

    @Test
    void theStopLogsOut() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.supervisor().close();
        assertIsClosed(first);
    }
}

package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangingCall;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that serves, while some calls do not return: what is asked of it then, and when it serves again. */
@Timeout(120)
class HangResponseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAST_THE_END = Duration.ofDays(3651);
    private static final String SIGNATURES_HANG = "C_SignFinal hang always";

    private final Deque<HangingCall> hanging = new ArrayDeque<>();
    private SupervisedToken token = SupervisedToken.unopened(4);

    @AfterEach
    void stop() throws InterruptedException {
        while (!hanging.isEmpty()) {
            release();
        }
        token.close();
    }

    /** Calls of callers that are lost together. */
    private void lose(int calls) {
        for (int i = 0; i < calls; i++) {
            hanging.add(new HangingCall(token.watch()));
        }
        await().atMost(PATIENCE).until(() -> token.watch().lost() >= calls);
    }

    /** One of them returns; its thread ends after that was answered. */
    private void release() throws InterruptedException {
        hanging.remove().end();
    }

    @Test
    void fewerThanHalfOfTheLimitHoldNothingBack() throws Exception {
        token.serve(SupervisedToken.WELL);
        var told = new CountDownLatch(1);
        // Told after the answer to hangs, which was there first.
        token.watch().listen(thread -> told.countDown());
        lose(1);
        assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(token.states()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {SupervisedToken.WELL, "longest-salt 32"})
    void aTokenThatSignsMeanwhileServesAgainWithTheSameLogin(String oddity) throws Exception {
        Generation before = token.serve(oddity);
        long verified = before.lastVerifiedNanos();
        lose(2);
        token.awaitState(TokenState.SERVING);
        await().atMost(PATIENCE).until(() -> token.states().size() == 2);

        assertThat(token.states()).containsExactly(TokenState.HUNG, TokenState.SERVING);
        assertThat(token.supervisor().standing().serving()).isSameAs(before);
        assertThat(before.lastVerifiedNanos() - verified).isPositive();
        assertThat(token.halts()).isEmpty();
    }

    @Test
    void aWrongSignatureOfATokenThatHungIsCountedAsOne() throws Exception {
        Generation before = token.serve(SupervisedToken.WELL);
        token.faults("C_SignFinal flip 1");
        lose(2);
        token.awaitAnother(before);

        assertThat(token.supervisor().wrongSignatures()).isEqualTo(1);
    }

    @Test
    void aTokenThatHangsIsAskedForOneSignatureAtATimeUntilOnlyAnotherProcessHelps() throws Exception {
        Generation before = token.serve(SupervisedToken.WELL);
        token.faults(SIGNATURES_HANG);
        lose(2);
        token.awaitState(TokenState.HUNG);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> token.supervisor().standing().signing())
                .satisfies(why -> assertThat(why.reason()).isEqualTo(ReasonCode.TOKEN_HUNG));
        await().atMost(PATIENCE).until(() -> !token.halts().isEmpty());
        assertThat(token.halts().element().reason()).isEqualTo(ReasonCode.TOKEN_HUNG);

        // What was lost returns as well, and is nobody's.
        token.faults(SupervisedToken.WELL);
        token.awaitState(TokenState.SERVING);
        SupervisedToken.awaitThreads("token-probe", 1);
        assertThat(token.states()).containsExactly(TokenState.HUNG, TokenState.SERVING);
        assertThat(token.supervisor().standing().serving()).isSameAs(before);
    }

    /** None does once the certificate has ended, or while the clock is wrong. */
    @Test
    void theProcessDoesNotEndBeforeAnotherCouldServe() throws Exception {
        token.serve(SupervisedToken.WELL);
        token.clock().advance(PAST_THE_END);
        token.faults(SIGNATURES_HANG);
        lose(2);
        token.awaitState(TokenState.HUNG);
        awaitTheLimit();
        assertThat(token.halts()).isEmpty();

        token.clock().advance(PAST_THE_END.negated());
        await().atMost(PATIENCE).until(() -> !token.halts().isEmpty());
        assertThat(token.halts()).hasSize(1);
    }

    @Test
    void theLastLoginOfAKeyIsOpenedAnewHoweverLongTheTokenHangs() throws Exception {
        Generation first = token.serve(SupervisedToken.WELL);
        token.clock().advance(PAST_THE_END);
        token.supervisor().lookAtTime();
        token.faults("C_GetTokenInfo hang always");
        token.supervisor().lost(first, SupervisedToken.lost());
        awaitTheLimit();

        token.faults(SupervisedToken.WELL);
        await().atMost(PATIENCE).until(() -> token.supervisor().standing().isSigning());
        assertThat(token.supervisor().state()).isEqualTo(TokenState.LATCHED);
        assertThat(token.halts()).isEmpty();
    }

    /** Until what is done about it is done. */
    private void awaitTheLimit() throws InterruptedException {
        await().atMost(PATIENCE).until(() -> token.watch().isAtLimit());
        var looks = new CountDownLatch(2);
        token.watch().listen(new CallWatch.Listener() {
            @Override
            public void lost(Thread thread) {}

            @Override
            public void looked() {
                looks.countDown();
            }
        });
        assertThat(looks.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTokenThatHasLostTheLoginMeanwhileIsLoggedInToAnew() throws Exception {
        Generation before = token.serve(SupervisedToken.WELL);
        token.faults("C_SignInit return CKR_SESSION_HANDLE_INVALID 1");
        lose(2);

        assertThat(token.awaitAnother(before).number()).isEqualTo(2);
    }

    @Test
    void servesAgainOnceFewerThanHalfOfTheLimitAreLost() throws Exception {
        token.close();
        token = SupervisedToken.unopened(40);
        token.serve(SupervisedToken.WELL);
        token.faults(SIGNATURES_HANG);
        lose(21);
        token.awaitState(TokenState.HUNG);

        release();
        assertThat(token.supervisor().state()).isEqualTo(TokenState.HUNG);

        while (!hanging.isEmpty()) {
            release();
        }
        assertThat(token.supervisor().state()).isEqualTo(TokenState.SERVING);
    }
}

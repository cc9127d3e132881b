package eu.qlpipeline.signing.agent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.SupervisedToken;
import eu.qlpipeline.signing.agent.generation.TokenState;
import eu.qlpipeline.signing.agent.signing.token.SessionGate;
import eu.qlpipeline.signing.agent.signing.token.TokenSigner;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A token that no caller asks for signatures. */
@Timeout(120)
class KeepAliveIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofDays(1);
    private static final Duration PAST_THE_END = Duration.ofDays(3651);

    private final SupervisedToken token = SupervisedToken.unopened(HangSettings.DEFAULT_LIMIT);
    private final List<KeepAlive> keepAlives = new ArrayList<>();

    @AfterEach
    void stop() {
        keepAlives.forEach(KeepAlive::close);
        token.close();
    }

    private void keepAlive(Duration interval) {
        var own = new TokenSigner(token.supervisor(), new SessionGate(1)).own();
        keepAlives.add(new KeepAlive(token.supervisor(), own, token.watch(), interval));
    }

    private Generation serving() {
        return token.supervisor().standing().serving();
    }

    private void awaitSignature() {
        long verified = serving().lastVerifiedNanos();
        await().atMost(PATIENCE).until(() -> serving().lastVerifiedNanos() - verified > 0);
    }

    @Test
    void aSignatureIsMadeAgainAndAgainAlsoAfterOneThatHung() {
        token.serve(SupervisedToken.WELL);
        keepAlive(OFTEN);
        awaitSignature();
        awaitSignature();

        token.faults("C_SignFinal hang 1");
        await().atMost(PATIENCE).until(() -> token.watch().lost() == 1);
        awaitSignature();
    }

    @Test
    void theTimeOfTheCertificateIsLookedAtHoweverSeldomASignatureIsMade() {
        Generation only = token.serve(SupervisedToken.WELL);
        long verified = only.lastVerifiedNanos();
        keepAlive(SELDOM);
        for (int times = 0; times < 2; times++) {
            token.clock().advance(PAST_THE_END);
            token.awaitState(TokenState.LATCHED);
            token.clock().advance(PAST_THE_END.negated());
            token.awaitState(TokenState.SERVING);
        }

        assertThat(serving()).isSameAs(only);
        assertThat(only.lastVerifiedNanos()).isEqualTo(verified);
    }
}

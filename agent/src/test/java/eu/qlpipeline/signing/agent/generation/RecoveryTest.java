package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.TestingCheckpointSigner;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.TestingLogin;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryTest {

    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private final Attempts attempts = new Attempts();
    private final Recovery recovery =
            new Recovery(TestingSupervisor.factoryWithoutToken(watch), watch, why -> {}, attempts);

    @AfterEach
    void stop() {
        recovery.close();
        watch.close();
    }

    static List<Supplier<Throwable>> whatALogoutMayThrow() {
        return List.of(
                () -> new IllegalStateException("defect of the provider"),
                () -> new NoClassDefFoundError("sun/security/pkcs11/Gone"));
    }

    @ParameterizedTest
    @MethodSource("whatALogoutMayThrow")
    void anotherGenerationIsTriedWhateverTheLogoutOfTheLastOneThrows(Supplier<Throwable> failure) {
        var identity = KeyIdentity.of(
                new TokenDescription("none", "none", "none", "none"),
                TestingCheckpointSigner.certificate(),
                new KeyAttributeProof(List.of(), List.of(), "none", CkMechanism.CKM_SHA256_RSA_PKCS_PSS));
        var failed = new Generation(
                new Generation.Name(1, Rung.LOGIN), TestingLogin.failingAtLogout(failure), identity, watch);

        recovery.replace(failed, new AgentException(ReasonCode.TOKEN_SESSION_LOST, "token: session lost"));

        assertThat(attempts.begun).succeedsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void whateverALibraryThrowsMayPass() {
        AgentException reason = GenerationFactory.reason(new NoClassDefFoundError("sun/security/pkcs11/Gone"));
        assertThat(reason.reason()).isEqualTo(ReasonCode.TOKEN_FAILURE);
        assertThat(reason).hasMessageContaining("NoClassDefFoundError: sun/security/pkcs11/Gone");
    }

    @Test
    void whoWaitsForTheFirstAttemptHearsThatItIsNeverMade() {
        recovery.close();
        assertThat(CompletableFuture.supplyAsync(recovery::begin))
                .succeedsWithin(20, TimeUnit.SECONDS)
                .satisfies(why -> assertThat(why.orElseThrow().reason()).isEqualTo(ReasonCode.SHUTTING_DOWN));
    }

    /** Whoever begins one asks first whether a generation is still wanted, and hears that it is not. */
    private static final class Attempts implements Recovery.Target {

        private final CompletableFuture<Boolean> begun = new CompletableFuture<>();

        @Override
        public boolean isWanted() {
            begun.complete(true);
            return false;
        }

        @Override
        public void opened(Generation generation) {
            throw new AssertionError("there is no token");
        }

        @Override
        public void withdrawn(TokenState state, AgentException why) {
            throw new AssertionError("nothing was tried");
        }
    }
}

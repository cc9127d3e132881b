package eu.qlpipeline.signing.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TimedSignerTest {

    private static final SigningKey KEY =
            new SigningKey(CertificateFingerprint.ofBytes(new byte[32]), SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    private static final PurposeSigner.Made MADE = new PurposeSigner.Made(PssSignature.of(new byte[512]), 1);

    private final Instruments instruments = new Instruments();

    private void sign(Supplier<PurposeSigner.Made> token) {
        new TimedSigner(signer(token), new TimedSigner.Series(instruments))
                .sign(KEY, RawChallenge.random(new SecureRandom()));
    }

    private static PurposeSigner signer(Supplier<PurposeSigner.Made> token) {
        return new PurposeSigner() {
            @Override
            public SigningKey key() {
                return KEY;
            }

            @Override
            public Made sign(SigningKey key, SigningPurpose purpose) {
                return token.get();
            }
        };
    }

    private double signatures() {
        return Readings.value(instruments, "signing_agent_signature_seconds_count{purpose=\"raw-challenge\"}");
    }

    private double failures(ReasonCode reason) {
        return Readings.value(instruments, "signing_agent_signature_failures_total{reason=\"" + reason + "\"}");
    }

    private double failures() {
        return Readings.sum(instruments, "signing_agent_signature_failures_total");
    }

    @Test
    void aSignatureIsMeasured() {
        sign(() -> MADE);

        assertThat(signatures()).isEqualTo(1);
        assertThat(failures()).isZero();
    }

    @Test
    void aFailureIsCountedByItsReasonAndPassedOn() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> sign(() -> {
                    throw new AgentException(ReasonCode.TOKEN_SESSION_LOST, "token");
                }));

        assertThat(failures(ReasonCode.TOKEN_SESSION_LOST)).isEqualTo(1);
        assertThat(failures()).isEqualTo(1);
        assertThat(signatures()).isZero();
    }

    @Test
    void aCallThatReturnsAfterItWasGivenUpIsAFailure() {
        try (var watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), 2))) {
            assertThatExceptionOfType(CallLostException.class)
                    .isThrownBy(() -> sign(() -> watch.call(() -> {
                        await().until(() -> watch.lost() == 1);
                        return MADE;
                    })));
        }

        assertThat(failures(ReasonCode.TOKEN_HUNG)).isEqualTo(1);
        assertThat(failures()).isEqualTo(1);
        assertThat(signatures()).isZero();
    }
}

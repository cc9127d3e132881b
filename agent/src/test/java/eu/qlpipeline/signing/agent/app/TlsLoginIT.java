package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.tls.TokenKeyException;
import eu.qlpipeline.signing.agent.tls.TokenTlsProvider;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.TestingClock;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import java.nio.file.Path;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A login for a TLS client beside the token. */
class TlsLoginIT {

    @TempDir
    private Path directory;

    @Test
    void ofATokenThatHangsItIsSaidWhatIsTheMatterAndWhatToDo() throws Exception {
        try (KeyThatEndsSoon key = KeyThatEndsSoon.in(directory)) {
            AgentSettings settings = key.settings("supervision.hang-seconds=1");
            key.faults().control("C_FindObjects hang always");
            try {
                assertThatExceptionOfType(AgentException.class)
                        .isThrownBy(() -> TlsLogin.open(settings, new TestingClock(key.now()))
                                .close())
                        .withMessage("token: calls into its library do not return")
                        .satisfies(refusal -> {
                            assertThat(refusal.reason()).isEqualTo(ReasonCode.TOKEN_HUNG);
                            assertThat(refusal.hints()).anyMatch(hint -> hint.contains("HSM"));
                        });
            } finally {
                key.faults().control("# well");
            }
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void ofASignatureThatHangsItIsSaidWhatIsTheMatter() throws Exception {
        try (KeyThatEndsSoon key = KeyThatEndsSoon.in(directory)) {
            AgentSettings settings = key.settings("supervision.hang-seconds=1");
            try (TlsLogin login = TlsLogin.open(settings, new TestingClock(key.now()))) {
                key.faults().control("C_SignFinal hang always");
                Signature signature = Signature.getInstance("RSASSA-PSS", new TokenTlsProvider());
                signature.setParameter(SignatureScheme.RSA4096_PSS_SHA256_SALT32.parameters());
                signature.initSign(login.key());
                signature.update(Tls13CertificateVerify.of(new byte[32]).message());
                assertThatExceptionOfType(TokenKeyException.class)
                        .isThrownBy(signature::sign)
                        .satisfies(refusal -> assertThat(refusal.verdict())
                                .map(AgentException::reason)
                                .contains(ReasonCode.TOKEN_HUNG));
            } finally {
                key.faults().control("# well");
            }
        }
    }
}

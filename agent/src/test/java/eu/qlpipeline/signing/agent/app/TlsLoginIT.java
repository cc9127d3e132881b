package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.TestingClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
}

package eu.qlpipeline.signing.agent.latch;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a person is told of a login of unknown outcome. */
class HungLoginTest {

    private final AgentException hung = new AgentException(ReasonCode.TOKEN_HUNG, "token: hangs", "see to it");

    @TempDir
    private Path directory;

    private Path latch(String content) throws IOException {
        return Files.writeString(directory.resolve("latch"), content);
    }

    @Test
    void whereOneIsOnItsWay() throws IOException {
        Path latch = latch("unsettled: 1\nrefusals: 0\n");
        AgentException advised = HungLogin.advised(hung, latch);
        assertThat(advised).hasMessage("token: hangs");
        assertThat(advised.hints()).containsExactly("see to it", PinAdvice.UNKNOWN_OUTCOME);

        var failed = new AgentException(ReasonCode.TOKEN_FAILURE, "token: fails");
        assertThat(HungLogin.advised(failed, latch)).isSameAs(failed);
    }

    @Test
    void notWhereNoneIsRemembered() throws IOException {
        assertThat(HungLogin.advised(hung, directory.resolve("none"))).isSameAs(hung);
        Path refused = latch("unsettled: 0\nrefusals: 1\nerror: CKR_PIN_INCORRECT\nat: 2026-01-01T00:00:00Z\n");
        assertThat(HungLogin.advised(hung, refused)).isSameAs(hung);
        assertThat(HungLogin.advised(hung, latch("none of its own"))).isSameAs(hung);
    }
}

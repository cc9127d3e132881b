package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8443, 127.0.0.1, 8443",
        "agent.example:1, agent.example, 1",
        "agent.example.:65535, agent.example., 65535",
        "[::1]:8443, ::1, 8443",
        "[::ffff:192.0.2.1]:1, ::ffff:192.0.2.1, 1",
        "7.agents.example:1, 7.agents.example, 1"
    })
    void readsHostAndPortAndWritesThemTheSame(String text, String host, int port) {
        assertThat(AgentAddress.parse(text))
                .isEqualTo(new AgentAddress(host, port))
                .hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "agent",
                "agent:",
                ":8443",
                "agent:0",
                "agent:65536",
                "agent:99999",
                "agent:1:2",
                "::1:8443",
                "a b:1",
                "a/b:1",
                "[agent]:1",
                "[::1]",
                "dns:///agent:1",
                "agent:-1",
                "-agent:1",
                "a_b:1",
                "agent-.example:1",
                "a..b:1",
                "999.1.1.1:1",
                "1.2.3:1",
                "[:::::]:1",
                "[1::2::3]:1"
            })
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentAddress.parse(text))
                .withMessageContaining("expected: ");
    }
}

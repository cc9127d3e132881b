package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {

    private static ServerSettings settings(String address, int port, Duration drain) {
        return new ServerSettings(address, port, Path.of("c"), Path.of("k"), false, drain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "localhost", "agent-1.example.org", "fe80::1%eth0"})
    void acceptsNamesAndAddresses(String address) {
        assertThatCode(() -> settings(address, ServerSettings.DEFAULT_PORT, Duration.ZERO))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "http://x", "a\n"})
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> settings(address, 1, Duration.ZERO)).hasMessageStartingWith("server.address: ");
    }

    @Test
    void anIpv6AddressStandsInBracketsBeforeItsPort() {
        assertThat(ServerSettings.hostAndPort("::1", 8443)).isEqualTo("[::1]:8443");
        assertThat(ServerSettings.hostAndPort("127.0.0.1", 8443)).isEqualTo("127.0.0.1:8443");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void refusesAPortOutOfRange(int port) {
        assertThatThrownBy(() -> settings("localhost", port, Duration.ZERO))
                .hasMessage("server.port: " + port + " (expected: 0..65535)");
    }

    @Test
    void refusesToDrainForTooLongOrBackwards() {
        assertThatThrownBy(() -> settings("localhost", 1, Duration.ofSeconds(3_601)))
                .hasMessage("server.drain-seconds: 3601 (expected: 0..3600)");
        assertThatThrownBy(() -> settings("localhost", 1, Duration.ofSeconds(-1)))
                .hasMessage("server.drain-seconds: -1 (expected: 0..3600)");
    }
}

package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.config.ConfigRequest;
import eu.qlpipeline.signing.agent.failure.AgentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said before a login of addresses and ports that cannot be had. */
class FreePortsTest {

    private static AgentSettings settings(String... flags) {
        List<String> all = new ArrayList<>(List.of("token.module=/m", "token.label=t", "token.pin.file=/p"));
        all.addAll(List.of(flags));
        return ConfigLoader.load(new ConfigRequest(Optional.empty(), all, Map.of(), Path.of("/nonexistent")))
                .settings();
    }

    private static void assertRefused(String message, String... flags) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> FreePorts.require(settings(flags)))
                .withMessageStartingWith(message)
                .matches(e -> !e.hints().isEmpty());
    }

    /** 192.0.2.0/24 is for documents (RFC 5737): no machine has such an address. */
    @ParameterizedTest
    @CsvSource({"server, 192.0.2.5", "metrics, 192.0.2.5", "server, no-such-host.invalid"})
    void blamesTheAddressWhereTheMachineDoesNotHaveIt(String section, String address) {
        assertRefused(
                section + ".address: " + address + ":",
                "server.port=0",
                "metrics.port=0",
                section + ".address=" + address);
    }

    @Test
    void blamesThePortWhereSomebodyHasIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertRefused("server.port: 127.0.0.1:" + port + " cannot be bound: ", "server.port=" + port);
            assertRefused(
                    "metrics.port: 127.0.0.1:" + port + " cannot be bound: ", "server.port=0", "metrics.port=" + port);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1", "localhost, 127.0.0.1"})
    void oneAddressHasNoPortTwice(String server, String metrics) throws IOException {
        int port = free();
        assertRefused(
                "metrics.port: " + port + " is that of server.port (expected: another)",
                "server.address=" + server,
                "metrics.address=" + metrics,
                "server.port=" + port,
                "metrics.port=" + port);
    }

    @Test
    void twoAddressesMayHaveTheSamePort() throws IOException {
        int port = free();
        AgentSettings both = settings("metrics.address=127.0.0.2", "server.port=" + port, "metrics.port=" + port);
        assertThatCode(() -> FreePorts.require(both)).doesNotThrowAnyException();
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

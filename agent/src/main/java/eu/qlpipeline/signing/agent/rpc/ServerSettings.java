package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the agent serves, and who it is there.
 *
 * @param address the host name or IP address to listen on
 * @param port the TCP port; 0 lets the system choose
 * @param certificate the PEM file with the TLS certificate of the server
 * @param key the PKCS#8 PEM file with its EC P-256 key
 * @param reflection whether gRPC server reflection is offered
 * @param drain how long to wait for calls in flight when stopping
 */
public record ServerSettings(String address, int port, Path certificate, Path key, boolean reflection, Duration drain) {

    /** What an address may be; whether it exists shows when the server binds to it. */
    public static final TextRule ADDRESS = TextRule.of("[0-9A-Za-z_.:%-]{1,253}", "a host name or an IP address");

    /** The ports. */
    public static final IntRange PORT = new IntRange(0, 65_535);

    /** How long draining may take, in seconds. */
    public static final IntRange DRAIN_SECONDS = new IntRange(0, 3_600);

    /** The address where none is set. */
    public static final String DEFAULT_ADDRESS = "127.0.0.1";

    /** The port where none is set. */
    public static final int DEFAULT_PORT = 8443;

    /** The certificate where none is set. */
    public static final Path DEFAULT_CERTIFICATE = Path.of("agent-tls.crt");

    /** The key where none is set. */
    public static final Path DEFAULT_KEY = Path.of("agent-tls.key");

    /** Reflection where nothing is set. */
    public static final boolean DEFAULT_REFLECTION = false;

    /** How long draining may take where nothing is set, in seconds. */
    public static final int DEFAULT_DRAIN_SECONDS = 10;

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a component breaks its rule */
    public ServerSettings {
        ADDRESS.require("server.address", address);
        PORT.require("server.port", port);
        DRAIN_SECONDS.require("server.drain-seconds", Math.toIntExact(drain.toSeconds()));
    }

    /** Why an agent does not serve whose port cannot be had. */
    public AgentException notBound(IOException cause) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                "server.port: " + address + ":" + port + " cannot be bound: " + rootMessage(cause),
                cause,
                "see who has it with: ss -ltnp 'sport = :" + port + "'",
                "choose another with: --set server.port=NUMBER");
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}

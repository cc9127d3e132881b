package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

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

    /** What the system says of an address that is not this machine's. */
    private static final Pattern FOREIGN = Pattern.compile("(?i)assign requested address|unresolved");

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

    /** Why an agent does not serve whose address or port cannot be had. */
    public AgentException notBound(IOException cause) {
        return notBound("server", address, port, cause, "choose another with: --set server.port=NUMBER");
    }

    /**
     * Why something does not serve whose address or port cannot be had.
     *
     * @param section where both are in the configuration
     * @param another how to choose another port
     */
    public static AgentException notBound(String section, String address, int port, IOException cause, String another) {
        String why = rootMessage(cause);
        boolean nowhere = FOREIGN.matcher(why).find();
        return new AgentException(
                ReasonCode.CONFIGURATION,
                section + (nowhere ? ".address: " : ".port: ") + hostAndPort(address, port) + " cannot be bound: "
                        + why,
                cause,
                nowhere
                        ? new String[] {"choose an address of this machine: ip -brief address"}
                        : new String[] {"see who has it with: ss -ltnp 'sport = :" + port + "'", another});
    }

    /** Both as in a URL, an IPv6 address in brackets. */
    public static String hostAndPort(String address, int port) {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}

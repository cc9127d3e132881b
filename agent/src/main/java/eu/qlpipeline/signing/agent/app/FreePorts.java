package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.metrics.MetricsSettings;
import eu.qlpipeline.signing.agent.metrics.http.MetricsServer;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Function;

/** The ports of an agent that starts, looked at before it logs in. */
public final class FreePorts {

    private FreePorts() {}

    /**
     * Returns if the ports of an agent that starts are free. It binds them much later, when it has logged in and begun to write its
     * audit log: an agent that is started again and again beside another would do both each time.
     *
     * @throws AgentException (CONFIGURATION) if one is not
     */
    static void require(AgentSettings settings) {
        requireDifferent(settings);
        ServerSettings server = settings.server();
        require(server.address(), server.port(), server::notBound);
        String address = settings.metrics().address();
        settings.metrics()
                .port()
                .ifPresent(port -> require(address, port, e -> MetricsServer.notBound(address, port, e)));
    }

    /**
     * Returns if callers and metrics do not share a port: on one number they do not if each has an address of its own.
     *
     * @throws AgentException (CONFIGURATION) if they do
     */
    public static void requireDifferent(AgentSettings settings) {
        ServerSettings server = settings.server();
        MetricsSettings metrics = settings.metrics();
        boolean same = metrics.port().isPresent() && metrics.port().getAsInt() == server.port() && server.port() != 0;
        if (same && isOneAddress(server.address(), metrics.address())) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "metrics.port: " + server.port() + " is that of server.port (expected: another)",
                    "choose another with: --set metrics.port=NUMBER");
        }
    }

    private static boolean isOneAddress(String one, String other) {
        InetAddress first = new InetSocketAddress(one, 0).getAddress();
        InetAddress second = new InetSocketAddress(other, 0).getAddress();
        return first != null
                && second != null
                && (first.equals(second) || first.isAnyLocalAddress() || second.isAnyLocalAddress());
    }

    private static void require(String host, int port, Function<IOException, AgentException> refusal) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw refusal.apply(e);
        }
    }
}

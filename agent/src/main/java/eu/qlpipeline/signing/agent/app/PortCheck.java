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
import java.net.Socket;
import java.util.List;
import java.util.function.Function;

/**
 * Whether a port can be had. To the doctor one that somebody listens on is no failure: it may be the agent, beside which a doctor
 * may run. To an agent that starts it is one.
 *
 * @param check the name of the check
 * @param key the key of the configuration that sets the port
 */
record PortCheck(String check, String key) {

    private static final int PATIENCE_MILLIS = 1000;

    /**
     * Returns if the ports of an agent that starts are free. It binds them much later, when it has logged in and begun to write its
     * audit log: an agent that is started again and again beside another would do both each time.
     *
     * @throws AgentException (CONFIGURATION) if one is not
     */
    static void requireFree(AgentSettings settings) {
        ServerSettings server = settings.server();
        requireDifferent(server, settings.metrics());
        require(server.address(), server.port(), server::notBound);
        String address = settings.metrics().address();
        settings.metrics()
                .port()
                .ifPresent(port -> require(address, port, e -> MetricsServer.notBound(address, port, e)));
    }

    /** Both on one port are different if each has an address of its own. */
    private static void requireDifferent(ServerSettings server, MetricsSettings metrics) {
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

    private static String whoHasIt(int port) {
        return "see who has it with: ss -ltnp 'sport = :" + port + "'";
    }

    DoctorFinding examine(String host, int port) {
        String where = host + ":" + port;
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
            return DoctorFinding.ok(check, where + " is free");
        } catch (IOException e) {
            return isAnswered(host, port)
                    ? DoctorFinding.warning(
                            check,
                            key + ": " + where + " is in use (expected: free, unless the agent is running)",
                            whoHasIt(port))
                    : new DoctorFinding(
                            check,
                            DoctorFinding.Level.FAILED,
                            key + ": " + where + " cannot be bound: " + e.getMessage() + " (expected: free)",
                            List.of("choose an address of this machine, and a port above 1023", whoHasIt(port)));
        }
    }

    /** Whether somebody listens there, at an address of this machine: what answers at another machine's is not the agent. */
    static boolean isAnswered(String host, int port) {
        return isOfThisMachine(host) && isAnswered(new InetSocketAddress(host, port));
    }

    /** Whether any port of the address can be had. */
    private static boolean isOfThisMachine(String host) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isAnswered(InetSocketAddress address) {
        try (Socket probe = new Socket()) {
            probe.connect(address, PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

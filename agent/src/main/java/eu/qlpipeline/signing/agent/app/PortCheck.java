package eu.qlpipeline.signing.agent.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/**
 * The doctor's check of a port. One that somebody listens on is no failure: the agent, beside which a doctor may run.
 *
 * @param check the name of the check
 * @param key the key of the configuration that sets the port
 */
record PortCheck(String check, String key) {

    private static final int PATIENCE_MILLIS = 1000;

    Finding examine(String host, int port) {
        String where = host + ":" + port;
        InetSocketAddress address = new InetSocketAddress(host, port);
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(address);
            return Finding.ok(check, where + " is free");
        } catch (IOException e) {
            return isAnswered(address)
                    ? Finding.warning(
                            check,
                            key + ": " + where + " is in use (expected: free, unless the agent is running)",
                            "see who has it with: ss -ltnp 'sport = :" + port + "'")
                    : new Finding(
                            check,
                            Finding.Level.FAILED,
                            key + ": " + where + " cannot be bound: " + e.getMessage() + " (expected: free)",
                            List.of(
                                    "choose an address of this machine, and a port above 1023",
                                    "see who has it with: ss -ltnp 'sport = :" + port + "'"));
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

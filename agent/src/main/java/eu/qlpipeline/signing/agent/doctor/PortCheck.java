package eu.qlpipeline.signing.agent.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/**
 * The doctor's check of whether a port can be had. One that somebody listens on is no failure: it may be the agent, beside which a
 * doctor may run.
 *
 * @param check the name of the check
 * @param key the key of the configuration that sets the port
 */
record PortCheck(String check, String key) {

    private static final int PATIENCE_MILLIS = 1000;

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

    private static String whoHasIt(int port) {
        return "see who has it with: ss -ltnp 'sport = :" + port + "'";
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

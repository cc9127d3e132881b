package eu.qlpipeline.signing.fetch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/**
 * Looks names up for requests to one port, the given addresses first. Equal ones share connections.
 *
 * @param port the port
 * @param given the given addresses
 * @param others asked for all others
 */
record ResolvedNames(int port, List<Resolution> given, Dns others) implements Dns {

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> addresses = given.stream()
                .filter(resolution ->
                        resolution.port() == port && resolution.host().equalsIgnoreCase(host))
                .map(Resolution::address)
                .toList();
        return addresses.isEmpty() ? others.lookup(host) : addresses;
    }
}

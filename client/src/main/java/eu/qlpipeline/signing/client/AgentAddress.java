package eu.qlpipeline.signing.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an agent listens.
 *
 * @param host a DNS name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record AgentAddress(String host, int port) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\\.?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern BARE_IPV6 =
            Pattern.compile("(?<v6>[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*):(?<port>[0-9]{1,5})");
    private static final Pattern TEXT =
            Pattern.compile("(?:\\[(?<v6>[^\\]]*:[^\\]]*)\\]|(?<name>[^:\\[\\]]*)):(?<port>[0-9]{1,5})");
    private static final int PORT_LIMIT = 65_535;

    /**
     * @throws IllegalArgumentException if host or port are not of their form
     */
    public AgentAddress {
        if (!isHost(host)) {
            throw new IllegalArgumentException(
                    "host: " + host + " (expected: a DNS name of letters, digits and hyphens, or an IP address)");
        }
        if (port < 1 || port > PORT_LIMIT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to " + PORT_LIMIT + ")");
        }
    }

    /**
     * Reads {@code HOST:PORT}; an IPv6 address stands in brackets (RFC 3986 section 3.2.2).
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static AgentAddress parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("agent: " + text + " (expected: " + form(text) + ")");
        }
        String name = parts.group("name");
        return new AgentAddress(name != null ? name : parts.group("v6"), Integer.parseInt(parts.group("port")));
    }

    /** What was meant where an IPv6 address stands without its brackets. */
    private static String form(String text) {
        Matcher bare = BARE_IPV6.matcher(text);
        return bare.matches() ? "[" + bare.group("v6") + "]:" + bare.group("port") : "HOST:PORT";
    }

    /** Whether gRPC takes it, which reads host and port as the authority of a URI. */
    private static boolean isHost(String host) {
        if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            return false;
        }
        try {
            return new URI("//" + inUri(host)).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String inUri(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** {@code HOST:PORT}. */
    @Override
    public String toString() {
        return inUri(host) + ":" + port;
    }
}

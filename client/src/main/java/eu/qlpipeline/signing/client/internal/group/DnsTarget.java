package eu.qlpipeline.signing.client.internal.group;

/** The form in which gRPC takes the address of an agent. */
public final class DnsTarget {

    private DnsTarget() {}

    /**
     * The target that gRPC resolves to that address.
     *
     * @param address {@code HOST:PORT}, an IPv6 address in brackets, which no path of a URI may hold as they are (RFC 3986 section
     *     3.3)
     */
    public static String of(String address) {
        return "dns:///" + address.replace("[", "%5B").replace("]", "%5D");
    }
}

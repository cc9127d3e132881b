package eu.qlpipeline.signing.client;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several agents that stand in for each other, each with a token and a signing certificate of its own. They take turns; one
 * that is gone, silent, or says that it does not serve is passed over.
 *
 * @param addresses where they listen, at least one; a DNS name stands for all addresses that it resolves to
 * @param certificates the TLS certificates of all of them, at least one; their keys are pinned
 */
public record AgentGroup(List<AgentAddress> addresses, List<X509Certificate> certificates) {

    private static final String ALL_OF_NAME = "dns:///";

    /**
     * @throws IllegalArgumentException if there are no addresses or no certificates
     */
    public AgentGroup {
        addresses = List.copyOf(addresses);
        certificates = List.copyOf(certificates);
        if (addresses.isEmpty() || certificates.isEmpty()) {
            throw new IllegalArgumentException("agents: " + addresses.size() + " addresses, " + certificates.size()
                    + " certificates (expected: at least one of each)");
        }
    }

    /**
     * Reads addresses: {@code HOST:PORT}, several of them with commas between, or {@code dns:///NAME:PORT}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static List<AgentAddress> parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(each ->
                        AgentAddress.parse(each.startsWith(ALL_OF_NAME) ? each.substring(ALL_OF_NAME.length()) : each))
                .toList();
    }

    /** Whether the text names more than one agent, or may: a list, or a DNS name that stands for all its addresses. */
    public static boolean isGroup(String text) {
        return text.contains(",") || text.startsWith(ALL_OF_NAME);
    }

    /** The addresses, with commas between. */
    @Override
    public String toString() {
        return addresses.stream().map(AgentAddress::toString).collect(Collectors.joining(","));
    }
}

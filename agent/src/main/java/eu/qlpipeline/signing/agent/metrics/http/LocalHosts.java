package eu.qlpipeline.signing.agent.metrics.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses requests to a name that somebody else may have made an address of this machine, so that no page in a browser here
 * reads what is for this machine alone (DNS rebinding). What names no host comes from no browser, and passes.
 *
 * <p>Immutable.
 */
final class LocalHosts extends Filter {

    private static final int MISDIRECTED_REQUEST = 421;

    /** A host with a port or without (RFC 9110, section 7.2). */
    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(?::[0-9]*)?");

    /** Looked up nowhere, so that nobody else says what it means. */
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9A-Fa-f:.]+\\]|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

    private final String listening;

    /** @param listening the name or address that is listened on, which requests may also be to */
    LocalHosts(String listening) {
        this.listening = listening;
    }

    @Override
    public String description() {
        return "hosts of this machine";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (hosts.stream().allMatch(this::isLocal)) {
            chain.doFilter(exchange);
            return;
        }
        try (exchange) {
            Reply.text(exchange, MISDIRECTED_REQUEST, "host: not allowed (expected: an IP address or localhost)\n");
        }
    }

    private boolean isLocal(String host) {
        Matcher parts = HOST.matcher(host);
        if (!parts.matches()) {
            return false;
        }
        String name = parts.group(1);
        return name.equalsIgnoreCase("localhost")
                || name.equalsIgnoreCase(listening)
                || ADDRESS.matcher(name).matches();
    }
}

package eu.qlpipeline.signing.acceptance.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * A program behind a web server that answers with what it was asked, as text and as ETag, or with the names of all headers of the
 * question, or with nothing but a status.
 */
final class Echo implements AutoCloseable {

    private static final String STATUS = "status=";
    private static final String HEADERS = "headers";

    private final HttpServer server;

    Echo() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Echo::answer);
        server.start();
    }

    /** HOST:PORT. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String asked(HttpExchange exchange) {
        String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        for (String header : List.of("Accept", "If-None-Match")) {
            List<String> values = exchange.getRequestHeaders().getOrDefault(header, List.of());
            asked += values.isEmpty() ? "" : " " + values;
        }
        return asked;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            if (query != null && query.startsWith(STATUS)) {
                exchange.sendResponseHeaders(Integer.parseInt(query.substring(STATUS.length())), -1);
                return;
            }
            String asked = HEADERS.equals(query)
                    ? String.join(
                            " ", new TreeSet<>(exchange.getRequestHeaders().keySet()))
                    : asked(exchange);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.getResponseHeaders().set("ETag", asked);
            byte[] body = asked.getBytes(StandardCharsets.US_ASCII);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}

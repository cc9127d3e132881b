package eu.qlpipeline.signing.acceptance.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The program behind a provider's web server: it knows the courses and nothing of TLS. */
public final class Courses implements AutoCloseable {

    /** What it answers; the seed notebook's data. */
    public static final String JSON = """
            {"courses": [{"id": "CS101", "name": "Introduction to Computer Science"}, \
            {"id": "CS201", "name": "Data Structures"}, {"id": "MATH101", "name": "Calculus I"}], \
            "total": 3, "authenticated_client": "ql-pipeline.eu"}""";

    /** Where it answers. */
    public static final String PATH = "/api/courses";

    private final HttpServer server;

    /** Starts it on any free port of the loopback interface. */
    public Courses() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, Courses::answer);
        server.start();
    }

    /** HOST:PORT. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = JSON.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            // A context of this server is a prefix, and a path of one's own must be no other.
            if (!exchange.getRequestURI().getPath().equals(PATH)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}

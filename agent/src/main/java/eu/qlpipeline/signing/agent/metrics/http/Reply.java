package eu.qlpipeline.signing.agent.metrics.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes answers; to {@code HEAD} without their bodies. */
final class Reply {

    private static final String TEXT = "text/plain; charset=utf-8";

    private Reply() {}

    /** Answers with a text. */
    static void text(HttpExchange exchange, int status, String text) throws IOException {
        bytes(exchange, status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with a body of that type. */
    static void bytes(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}

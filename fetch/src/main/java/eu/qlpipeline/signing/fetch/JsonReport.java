package eu.qlpipeline.signing.fetch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.fetch.console.JsonText;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.Fetched;
import eu.qlpipeline.signing.fetch.http.Link;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers of one run as one JSON object. Not for use by several threads. */
final class JsonReport {

    private final JsonArray responses = new JsonArray();
    private final JsonObject report = new JsonObject();

    /**
     * Adds an answer.
     *
     * @param file where the body went, or null if it is {@code body}
     */
    void add(Fetched answer, @Nullable Path file, byte[] body) {
        var response = new JsonObject();
        response.addProperty("url", answer.url().toString());
        response.addProperty("status", answer.status());
        response.add("headers", headers(answer.headers().toMultimap()));
        response.addProperty("http", answer.link().http());
        response.addProperty("protocol", answer.link().tls());
        response.addProperty("cipher", answer.link().cipher());
        response.add("peer", peer(answer.link()));
        response.addProperty("newConnection", answer.link().fresh());
        response.addProperty("signatures", answer.signatures());
        if (file == null) {
            addBody(response, body);
        } else {
            response.addProperty("file", file.toString());
        }
        responses.add(response);
    }

    /** Adds why the run ended early. */
    void failed(FetchException failure) {
        report.addProperty("exitCode", failure.exitCode());
        report.addProperty("message", failure.getMessage());
    }

    /** Writes the object, indented, in UTF-8. */
    void write(OutputStream out, long signatures) throws IOException {
        report.add("responses", responses);
        report.addProperty("signatures", signatures);
        var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        JsonText.pretty(report, text);
        text.write('\n');
        text.flush();
    }

    private static JsonObject headers(Map<String, List<String>> headers) {
        var object = new JsonObject();
        headers.forEach((name, values) -> {
            var array = new JsonArray();
            values.forEach(array::add);
            object.add(name, array);
        });
        return object;
    }

    private static JsonObject peer(Link link) {
        var peer = new JsonObject();
        peer.addProperty("subject", link.peer().getSubjectX500Principal().getName());
        peer.addProperty("sha256", link.peerSha256());
        peer.addProperty("address", link.address().getAddress().getHostAddress());
        return peer;
    }

    private static void addBody(JsonObject response, byte[] body) {
        try {
            response.addProperty(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body))
                            .toString());
        } catch (CharacterCodingException e) {
            response.addProperty("bodyBase64", Base64.getEncoder().encodeToString(body));
        }
    }
}

package eu.qlpipeline.signing.fetch.http;

import java.io.InputStream;
import java.net.ProtocolException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.ResponseBody;

/**
 * An answer, without its body.
 *
 * @param url what was asked for
 * @param status the status code
 * @param headers the headers
 * @param link the connection it came over
 * @param signatures how many signatures the request took
 */
public record Fetched(HttpUrl url, int status, Headers headers, Link link, long signatures) {

    private static final int FIRST_FINAL = 200;
    private static final int FIRST_ERROR = 400;
    private static final Set<Integer> NO_BODY = Set.of(204, 304);
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    /** The largest headers, in bytes, once they are read; those of HTTP/1.1 are read no further. */
    private static final long HEADERS_LIMIT = 256 * 1024;

    /** Whether the server did not do what it was asked to. */
    public boolean isError() {
        return status >= FIRST_ERROR;
    }

    /**
     * Where its body is read from. One that has none by its status ends with its headers, which may all the same tell the length
     * that a body would have (RFC 9110, section 8.6; RFC 9112, section 6.3): OkHttp would wait for that.
     */
    InputStream content(ResponseBody body) {
        return NO_BODY.contains(status) ? InputStream.nullInputStream() : body.byteStream();
    }

    /**
     * Whether a body can be told from what is around it (RFC 9112, section 6.3).
     *
     * @throws ProtocolException if this is no final answer, or no length holds
     */
    void requireWellFormed() throws ProtocolException {
        if (status < FIRST_FINAL) {
            throw new ProtocolException("answer: status " + status + " (expected: 200 or more)");
        }
        if (headers.byteCount() > HEADERS_LIMIT) {
            throw new ProtocolException(
                    "answer: too large in its headers (expected: at most " + HEADERS_LIMIT + " bytes)");
        }
        List<String> lengths = headers.values("Content-Length");
        if (!lengths.stream().allMatch(length -> LENGTH.matcher(length).matches())) {
            throw new ProtocolException("answer: Content-Length: no number (expected: 0 or more)");
        }
        if (lengths.stream().distinct().count() > 1) {
            throw new ProtocolException("answer: Content-Length: several (expected: one)");
        }
    }

    /** How long the body is by its Content-Length; empty where that tells nothing of the body (RFC 9112, section 6.3). */
    OptionalLong bodyLength() {
        String length = headers.get("Content-Length");
        return length == null || NO_BODY.contains(status) || headers.get("Transfer-Encoding") != null
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(length));
    }
}

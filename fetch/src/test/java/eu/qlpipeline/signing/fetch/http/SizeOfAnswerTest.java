package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes besides a body has a limit, since it is kept in memory; a body has none. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SizeOfAnswerTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TempDir
    private Path directory;

    @Test
    void aLineOfAChunkHasALimit() throws IOException {
        try (var server = TestingServer.pouring(CHUNKED + "2\r\nhi\r\n2;", "x".repeat(16_384))) {
            assertTooLarge(server, BodySink.nowhere());
        }
    }

    @Test
    void theHeadersOfHttp2HaveALimit() throws IOException {
        try (var server = TestingServer.flooding(Http2Frames.beginningOfHeaders(1), Http2Frames.sameHeaders(false))) {
            assertTooLarge(server, BodySink.nowhere());
        }
    }

    @Test
    void theHeadersOfHttp2HaveALimitOnceTheyAreReadAlsoWhereFewBytesSayThem() throws IOException {
        byte[] headers = Http2Frames.join(Http2Frames.beginningOfHeaders(100), Http2Frames.sameHeaders(true));
        try (var server = TestingServer.flooding(headers, Http2Frames.ping())) {
            assertTooLarge(server, BodySink.nowhere());
        }
    }

    @Test
    void aBodyHasNone() throws Exception {
        int length = 40 * 1024 * 1024;
        Path file = directory.resolve("body");
        try (var server = TestingServer.leavingOpen(
                "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length))) {
            get(server, BodySink.file(file));
        }
        assertThat(Files.size(file)).isEqualTo(length);
    }

    @Test
    void bodiesThatAreKeptInMemoryHaveALimitTogether() throws Exception {
        try (var server = TestingServer.leavingOpen("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) {
            var body = new ByteArrayOutputStream();
            get(server, BodySink.memory(body, BodySink.MEMORY_LIMIT_OF_ALL - 2));
            assertThat(body).hasToString("hi");

            FetchException failure = catchThrowableOfType(
                    FetchException.class, () -> get(server, BodySink.memory(body, BodySink.MEMORY_LIMIT_OF_ALL - 1)));
            assertThat(failure)
                    .hasMessage("bodies: more than 67108864 bytes together (expected: fewer with --json, or -o FILE)")
                    .returns(FetchExitCodes.USAGE, FetchException::exitCode)
                    .returns(List.of("have the body go elsewhere: -o FILE"), FetchException::hints);
            assertThat(body).hasToString("hi");
        }
    }

    @Test
    void whatDoesNotFitIntoMemoryIsNoDefect() throws IOException {
        try (var server = TestingServer.leavingOpen("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) {
            assertTooLarge(server, (answer, body) -> {
                throw new OutOfMemoryError("no room");
            });
        }
    }

    private static void assertTooLarge(TestingServer server, BodySink sink) {
        FetchException failure = catchThrowableOfType(FetchException.class, () -> get(server, sink));
        assertThat(failure.exitCode()).isEqualTo(FetchExitCodes.SERVER_UNREACHABLE);
        assertThat(failure)
                .hasMessageStartingWith("server 127.0.0.1:" + server.url().port() + ": answer: too large ")
                .hasMessageContaining("(expected: ");
    }

    private static void get(TestingServer server, BodySink sink) throws FetchException {
        try (Fetcher fetcher =
                Fetcher.open(new NoKey(), TestingServer.trust(), List.of(), new Fetcher.Times(LONG, LONG))) {
            fetcher.get(server.url(), Headers.EMPTY, sink);
        }
    }
}

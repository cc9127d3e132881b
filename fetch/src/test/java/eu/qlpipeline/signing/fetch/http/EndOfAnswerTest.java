package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ends of a connection are taken for the end of an answer. */
@SuppressWarnings("NullAway.Init") // set before each test
class EndOfAnswerTest {

    private static final String UNTIL_THE_END = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void thereIsAnEarlierFile() throws IOException {
        file = Files.writeString(directory.resolve("courses.json"), "earlier");
    }

    @Test
    void aBodyWithoutLengthIsWholeWhereTheServerClosesTls() throws Exception {
        try (var server = TestingServer.closing(UNTIL_THE_END + "all courses")) {
            assertThat(get(server).status()).isEqualTo(200);
        }
        assertThat(file).hasContent("all courses");
    }

    @Test
    void aBodyWithoutLengthIsNotWholeWhereTcpAloneEnds() throws IOException {
        try (var server = TestingServer.cutting(UNTIL_THE_END + "half the cou")) {
            FetchException failure = failure(server);
            assertThat(failure.exitCode()).isEqualTo(FetchExitCodes.SERVER_UNREACHABLE);
            assertThat(failure)
                    .hasMessage("server 127.0.0.1:" + server.url().port() + ": connection: ended without close_notify");
        }
        assertThat(file).hasContent("earlier");
    }

    @Test
    void aBodyWithALengthIsWholeHoweverTheConnectionEnds() throws Exception {
        try (var server = TestingServer.cutting("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nall courses")) {
            assertThat(get(server).status()).isEqualTo(200);
        }
        assertThat(file).hasContent("all courses");
    }

    @Test
    void aConnectionThatEndsBeforeAWordIsNoRefusal() throws IOException {
        try (var server = TestingServer.mute()) {
            FetchException failure = failure(server);
            assertThat(failure.exitCode()).as("%s", failure).isEqualTo(FetchExitCodes.SERVER_UNREACHABLE);
        }
    }

    @Test
    void saysWhereChunksEndEarlyThatTheAnswerIsNotWhole() throws IOException {
        try (var server =
                TestingServer.closing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhalf t\r\n")) {
            FetchException failure = failure(server);
            assertThat(failure.exitCode()).isEqualTo(FetchExitCodes.SERVER_UNREACHABLE);
            assertThat(failure).hasMessage("server 127.0.0.1:" + server.url().port() + ": answer: does not come whole");
        }
        assertThat(file).hasContent("earlier");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-1", "five", "5, 5", "", "9223372036854775808", "2\r\nContent-Length: 5"})
    void aBodyWhoseLengthCannotBeToldIsNotTaken(String length) throws IOException {
        try (var server = TestingServer.closing("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\nhiyou")) {
            FetchException failure = failure(server);
            assertThat(failure.exitCode()).isEqualTo(FetchExitCodes.SERVER_UNREACHABLE);
            assertThat(failure).hasMessageContaining(server.url().port() + ": answer: Content-Length: ");
        }
        assertThat(file).hasContent("earlier");
    }

    @Test
    void aLengthThatIsToldTwiceIsOne() throws Exception {
        String twice = "Content-Length: 11\r\nContent-Length: 11\r\n";
        try (var server = TestingServer.cutting("HTTP/1.1 200 OK\r\n" + twice + "\r\nall courses")) {
            assertThat(get(server).status()).isEqualTo(200);
        }
        assertThat(file).hasContent("all courses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "one more than is told"})
    void aBodyOfHttp2IsWholeWhereItHasItsLengthAlone(String body) throws IOException {
        try (var server = TestingServer.framing(Http2Frames.answer(200, 20, body))) {
            FetchException failure = failure(server);
            assertThat(failure.exitCode()).as("%s", failure).isEqualTo(FetchExitCodes.SERVER_UNREACHABLE);
        }
        assertThat(file).hasContent("earlier");
    }

    @Test
    void saysHowLongABodyOfHttp2IsThatEndsEarly() throws IOException {
        try (var server = TestingServer.framing(Http2Frames.answer(200, 20, "hello"))) {
            assertThat(failure(server))
                    .hasMessage("server 127.0.0.1:" + server.url().port()
                            + ": answer: ends after 5 bytes (expected: 20, its Content-Length)");
        }
    }

    @Test
    void aBodyOfHttp2ThatHasItsLengthIsWhole() throws Exception {
        try (var server = TestingServer.framing(Http2Frames.answer(200, 5, "hello"))) {
            assertThat(get(server).status()).isEqualTo(200);
        }
        assertThat(file).hasContent("hello");
    }

    @Test
    void theLengthOfWhatHasNotChangedIsThatOfNoBody() throws Exception {
        try (var server = TestingServer.framing(Http2Frames.answer(304, 20, ""))) {
            assertThat(get(server).status()).isEqualTo(304);
        }
        assertThat(file).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"101 Switching Protocols", "101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x"})
    void anAnswerThatIsNoFinalOneIsNone(String status) throws IOException {
        try (var server = TestingServer.leavingOpen("HTTP/1.1 " + status + "\r\n\r\n")) {
            FetchException failure = failure(server);
            assertThat(failure.exitCode()).isEqualTo(FetchExitCodes.SERVER_UNREACHABLE);
            assertThat(failure).hasMessageContaining("answer: status 101 (expected: 200 or more)");
        }
        assertThat(file).hasContent("earlier");
    }

    /** The length is that of the body which the answer spares (RFC 9110, section 8.6). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "304 Not Modified\r\nContent-Length: 11",
                "304 Not Modified\r\nTransfer-Encoding: chunked",
                "204 No Content\r\nTransfer-Encoding: chunked"
            })
    void anAnswerWithoutABodyEndsWithItsHeaders(String status) throws Exception {
        try (var server = TestingServer.leavingOpen("HTTP/1.1 " + status + "\r\n\r\n")) {
            assertThat(get(server).status()).isIn(204, 304);
        }
        assertThat(file).isEmptyFile();
    }

    private Fetched get(TestingServer server) throws FetchException {
        var times = new Fetcher.Times(Duration.ofSeconds(10), Duration.ofSeconds(60));
        try (Fetcher fetcher = Fetcher.open(new NoKey(), TestingServer.trust(), List.of(), times)) {
            return fetcher.get(server.url(), Headers.EMPTY, BodySink.file(file));
        }
    }

    private FetchException failure(TestingServer server) {
        return catchThrowableOfType(FetchException.class, () -> get(server));
    }
}

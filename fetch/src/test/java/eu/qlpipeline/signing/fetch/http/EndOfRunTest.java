package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import okhttp3.Dns;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that neither reads nor closes holds nobody up. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndOfRunTest {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofHours(1);

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @ParameterizedTest
    @EnumSource
    void endsInTimeWhereAFloodComesInPlaceOfAnAnswer(Flood flood) throws Exception {
        try (var server = TestingServer.flooding(new byte[0], flood.frames())) {
            assertThat(failure(server)).returns(FetchExitCodes.SERVER_UNREACHABLE, FetchException::exitCode);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsInTimeWhereAFloodComesAmidAnAnswer(Flood flood) throws Exception {
        try (var server = TestingServer.flooding(Http2Frames.beginningOfAnswer("h"), flood.frames())) {
            assertThat(failure(server)).returns(FetchExitCodes.SERVER_UNREACHABLE, FetchException::exitCode);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsInTimeWhereAFloodFollowsTheAnswer(Flood flood) throws Exception {
        try (var server = TestingServer.flooding(Http2Frames.answer("hi"), flood.frames())) {
            get(server, LONG, 1);
        }
        assertThat(body).hasToString("hi");
    }

    @ParameterizedTest
    @EnumSource
    void endsInTimeWhereItAsksAgainAmidAFlood(Flood flood) throws Exception {
        try (var server = TestingServer.flooding(Http2Frames.answer("hi"), flood.frames())) {
            Throwable second;
            do {
                body.reset();
                second = catchThrowable(() -> get(server, SHORT, 2));
                // Once more where the first was not answered in that time, on a machine that is very busy.
            } while (body.size() == 0);
            // Whether another connection is made for it depends on how much of the flood has come.
            assertThat(body).hasToString(second == null ? "hihi" : "hi");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive"})
    void awaitsNoEndOfTheConnection(String connection) throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nConnection: " + connection + "\r\nContent-Length: 2\r\n\r\nhi";
        try (var server = TestingServer.leavingOpen(answer)) {
            get(server, LONG, 1);
        }
        assertThat(body).hasToString("hi");
    }

    @Test
    void awaitsNoEndOfAConnectionThatServesNoFurtherRequest() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";
        try (var server = TestingServer.leavingOpen(answer)) {
            get(server, LONG, 3);
        }
        assertThat(body).hasToString("hihihi");
    }

    @Test
    void endsInTimeWhereNoNameServerAnswers() {
        var answer = new CompletableFuture<List<InetAddress>>();
        try {
            assertUnreachable(host -> answer.join(), "no answer in time");
        } finally {
            answer.complete(List.of());
        }
    }

    @Test
    void saysOfANameThatItIsNotKnownWhereANameServerDoes() {
        Dns knowing = host -> {
            throw new UnknownHostException(host);
        };
        assertUnreachable(knowing, "name: not known (expected: a name that resolves)");
    }

    private void assertUnreachable(Dns names, String why) {
        var times = new Fetcher.Times(LONG, SHORT);
        HttpUrl url = HttpUrl.get("https://a.example/");
        try (Fetcher fetcher = Fetcher.open(new NoKey(), TestingServer.trust(), List.of(), times, names)) {
            assertThatExceptionOfType(FetchException.class)
                    .isThrownBy(() -> fetcher.get(url, Headers.EMPTY, BodySink.memory(body, 0)))
                    .withMessage("server a.example:443: " + why)
                    .returns(FetchExitCodes.SERVER_UNREACHABLE, FetchException::exitCode);
        }
    }

    private void get(TestingServer server, Duration max, int times) throws FetchException {
        try (Fetcher fetcher =
                Fetcher.open(new NoKey(), TestingServer.trust(), List.of(), new Fetcher.Times(LONG, max))) {
            for (int n = 0; n < times; n++) {
                fetcher.get(server.url(), Headers.EMPTY, BodySink.memory(body, 0));
            }
        }
    }

    private FetchException failure(TestingServer server) {
        return catchThrowableOfType(FetchException.class, () -> get(server, SHORT, 2));
    }

    /** What comes without end; the client answers all of it but promises, which it declines. */
    private enum Flood {
        PING {
            @Override
            byte[] frames() {
                return many(Http2Frames.ping());
            }
        },
        SETTINGS {
            @Override
            byte[] frames() {
                return many(Http2Frames.maximumOfStreams());
            }
        },
        PUSH {
            @Override
            byte[] frames() {
                return Http2Frames.join(IntStream.range(1, MANY)
                        .mapToObj(n -> Http2Frames.pushPromise(2 * n))
                        .toArray(byte[][]::new));
            }
        };

        private static final int MANY = 1000;

        abstract byte[] frames();

        private static byte[] many(byte[] frame) {
            return Http2Frames.join(
                    IntStream.range(0, MANY).mapToObj(n -> frame).toArray(byte[][]::new));
        }
    }
}

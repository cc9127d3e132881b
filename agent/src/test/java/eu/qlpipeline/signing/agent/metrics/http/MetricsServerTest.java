package eu.qlpipeline.signing.agent.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 ";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final HttpClient client = HttpClient.newHttpClient();
    private final MetricsServer server = MetricsServer.start("127.0.0.1", 0, new Exposition(metrics::scrape));

    MetricsServerTest() {
        Counter.builder()
                .name("things_total")
                .help("Things.")
                .labelNames("kind")
                .register(metrics)
                .labelValues("a\"b")
                .inc();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void offersTheFormatOfPrometheus() throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
        assertThat(answer.body()).isEqualTo("""
                # HELP things_total Things.
                # TYPE things_total counter
                things_total{kind="a\\"b"} 1.0
                """);
    }

    @Test
    void offersTheFormatOfOpenMetricsToWhoPrefersIt() throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics", "Accept", OPEN_METRICS + ",text/plain;q=0.5");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue(OPEN_METRICS + "; escaping=underscores");
        assertThat(answer.body()).contains("# TYPE things counter\n").endsWith("# EOF\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text;q=0, text/plain",
                "application/openmetrics-text; Q=0.000",
                "application/openmetrics-text;q=0.1, text/plain;q=0.9",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/*;q=0.6,*/*;q=0.1",
                "text/html, application/openmetrics-text;q=0.8, */*;q=0.9",
                "application/openmetrics-text;q=much",
                "application/openmetrics-texts",
            })
    void offersTextToWhoRefusesOpenMetricsOrPrefersText(String accepted) throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics", "Accept", accepted);

        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("text/plain; version=0.0.4; charset=utf-8; escaping=underscores");
        assertThat(answer.body()).doesNotContain("# EOF");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain, Application/OpenMetrics-Text",
                "text/plain;q=0, application/openmetrics-text;q=0.1, */*",
                "application/openmetrics-text;version=0.0.1;q=0.2,application/openmetrics-text;q=0.7,text/plain;q=0.5",
            })
    void offersOpenMetricsToWhoLikesItAsMuch(String accepted) throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics", "Accept", accepted);

        assertThat(answer.headers().firstValue("Content-Type")).hasValue(OPEN_METRICS + "; escaping=underscores");
    }

    /** As Prometheus asks where it takes native histograms. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1 | "
                        + OPEN_METRICS,
                "text/plain;version=0.0.4;q=0.3 | text/plain; version=0.0.4; charset=utf-8",
            })
    void offersTextAlsoToWhoPrefersAnotherFormat(String others, String type) throws Exception {
        String accepted =
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,";
        HttpResponse<String> answer = ask("GET", "/metrics", "Accept", accepted + others);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type + "; escaping=underscores");
        assertThat(answer.body()).contains("things_total{kind=");
    }

    @Test
    void theLogTellsOnceOfMetricsThatCannotBeRead() throws Exception {
        var broken = new Exposition(() -> {
            throw new IllegalStateException("no number");
        });
        try (var failing = MetricsServer.start("127.0.0.1", 0, broken);
                CapturedLog log = CapturedLog.of(Exposition.class.getName())) {
            for (int i = 0; i < 3; i++) {
                assertThat(raw(failing, header("localhost")))
                        .startsWith("HTTP/1.1 500 ")
                        .endsWith("metrics: internal defect\n");
            }
            assertThat(log.lines())
                    .containsExactly("WARNING metrics: defect: java.lang.IllegalStateException: no number");
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        HttpResponse<String> answer = ask("HEAD", "/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValueAsLong("Content-Length"))
                .hasValue(ask("GET", "/metrics").body().length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/metrics/", "/metricsx", "/metrics/x", "/favicon.ico", "/%2e%2e/metrics", "//metrics"})
    void hasNoOtherPath(String path) throws Exception {
        assertThat(ask("GET", path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "DELETE", "OPTIONS", "GETHEAD"})
    void hasNoOtherMethod(String method) throws Exception {
        HttpResponse<String> answer = ask(method, "/metrics");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @Test
    void clientsThatNeverFinishTheirRequestKeepNobodyElseFromMetrics() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                slow.add(unfinished());
            }
            assertThat(ask("GET", "/metrics").statusCode()).isEqualTo(200);
        } finally {
            close(slow);
        }
    }

    private Socket unfinished() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: a".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** What the server says to a request with those headers, until it ends the connection; nothing if it does so at once. */
    private static String raw(MetricsServer asked, String headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), asked.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException reset) {
            return "";
        }
    }

    /** Far beyond the bound, and far below what the JDK takes where nothing is set. */
    @Test
    void whoSendsALineOfHeadersThatDoesNotEndIsDisconnectedAndOthersAreAnswered() throws Exception {
        assertThat(raw(server, header("localhost") + "X: " + "x".repeat(65_536) + "\r\n"))
                .isEmpty();
        assertThat(raw(server, header("localhost") + "X: " + "x".repeat(7_000) + "\r\n"))
                .startsWith(OK);
    }

    @Test
    void whoSendsTooManyHeadersIsDisconnectedAndOthersAreAnswered() throws Exception {
        assertThat(raw(server, header("localhost") + headers(60))).isEmpty();
        assertThat(raw(server, header("localhost") + headers(40))).startsWith(OK);
    }

    private static String header(String host) {
        return "Host: " + host + "\r\n";
    }

    private static String headers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X" + i + ": x\r\n").collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost:9464", "127.0.0.1", "127.0.0.1:9464", "[::1]", "[::1]:9464"})
    void answersToAddressesAndToLocalhost(String host) throws IOException {
        assertThat(raw(server, header(host))).startsWith(OK);
    }

    @Test
    void answersToTheNameItListensOn() throws IOException {
        try (var named = MetricsServer.start("127.1", 0, new Exposition(metrics::scrape))) {
            assertThat(raw(named, header("127.1:9464"))).startsWith(OK);
        }
    }

    @Test
    void answersToNoNameAtAll() throws IOException {
        assertThat(raw(server, "")).startsWith(OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example",
                "rebound.example:9464",
                "localhost.rebound.example",
                "127.0.0.1.rebound.example",
                "[::1].rebound.example",
                "rebound.example:127.0.0.1",
                "127.1",
                "rebound.example, localhost",
                "localhost\r\nHost: rebound.example"
            })
    void refusesNamesThatSomebodyElseMayHaveGivenThisMachine(String host) throws IOException {
        assertThat(raw(server, header(host)))
                .startsWith("HTTP/1.1 421 ")
                .endsWith("host: not allowed (expected: an IP address or localhost)\n")
                .doesNotContain("things_total");
    }

    @Test
    void answersToAnyNameWhereOthersMayReachIt() throws IOException {
        try (var open = MetricsServer.start("0.0.0.0", 0, new Exposition(metrics::scrape))) {
            assertThat(raw(open, header("agent.example:9464"))).startsWith(OK);
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void refusesAPortThatSomebodyElseHas() throws IOException {
        try (var occupant = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = occupant.getLocalPort();
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> MetricsServer.start("127.0.0.1", port, new Exposition(metrics::scrape)))
                    .withMessageStartingWith("metrics.port: 127.0.0.1:" + port + " cannot be bound: ")
                    .matches(e -> e.reason() == ReasonCode.CONFIGURATION);
        }
    }

    @Test
    void refusesAnAddressThatIsNotOfThisMachine() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> MetricsServer.start("no-such-host.invalid", 0, new Exposition(metrics::scrape)))
                .withMessageStartingWith("metrics.port: no-such-host.invalid:0 cannot be bound: ");
    }
}

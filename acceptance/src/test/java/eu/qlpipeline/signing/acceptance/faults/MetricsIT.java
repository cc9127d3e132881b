package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.v1.Condition;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Prometheus reads from an agent, while callers ask, files break and the token goes. Each test leaves the agent well. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    private static final String REQUESTS = "signing_agent_requests_total";
    private static final String RAW_SIGNED = "outcome=\"SIGNED\",purpose=\"raw-challenge\"";

    private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

    private static final int MOST_CONNECTIONS = 32;

    private final AgentHome home;
    private final FaultyAgent agent;
    private final Caller caller;
    private final String address;

    MetricsIT(Stage stage) throws IOException {
        home = stage.agent("metrics");
        Provider provider = stage.provider("measured", home);
        Files.writeString(
                home.providers().resolve("measured.yaml"), "valid-until: " + END + "\n", StandardOpenOption.APPEND);
        agent = FaultyAgent.start(stage, home, stage.faultModule(), List.of("# well"), "metrics.port", "0");
        caller = new Caller(agent.address(), home.tls().certificate(), provider.tls());
        address = agent.process()
                .running()
                .awaitError(Pattern.compile("metrics on (http://127\\.0\\.0\\.1:[1-9][0-9]*/metrics)"), SOON)
                .group(1);
    }

    @AfterAll
    void stop() {
        caller.close();
        agent.process().running().terminate();
    }

    private Scrape scrape() {
        return Scrape.of(address);
    }

    private void awaitScrape(ThrowingConsumer<Scrape> seen) {
        await().atMost(SOON).untilAsserted(() -> seen.accept(scrape()));
    }

    private void sign() {
        caller.sign(RawChallenge.random(new SecureRandom()).message());
    }

    private static double condition(Scrape scrape, String kind) {
        return scrape.value("signing_agent_condition", "condition=\"" + kind + "\"");
    }

    private static double serving(Scrape scrape) {
        return scrape.value("signing_agent_serving", "purpose=\"raw-challenge\"");
    }

    private static double reloads(Scrape scrape, String outcome) {
        return scrape.value("signing_agent_reloads_total", "outcome=\"" + outcome + "\",part=\"callers\"");
    }

    @Test
    void theDocumentHasOneRowForEachMetricAndNoOther() throws IOException {
        sign();
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `signing_agent_"))
                .toList();

        assertThat(scrape().families().entrySet().stream()
                        .map(family -> "| `%s` | %s | %s | %s |"
                                .formatted(
                                        family.getKey(),
                                        family.getValue().type(),
                                        String.join(", ", family.getValue().labels()),
                                        family.getValue().help())))
                .containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void everyConditionHasItsSeriesAndItsPlaceInTheDocument() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<String> kinds = Arrays.stream(Condition.Kind.values())
                .filter(kind -> kind != Condition.Kind.UNRECOGNIZED && kind.getNumber() != 0)
                .map(kind -> kind.name().replaceFirst("KIND_", ""))
                .toList();
        Scrape scrape = scrape();

        assertThat(scrape.count("signing_agent_condition")).isEqualTo(kinds.size());
        assertThat(kinds)
                .allSatisfy(kind -> assertThat(condition(scrape, kind)).isZero())
                .allSatisfy(kind -> assertThat(document).contains("`" + kind + "`"));
    }

    @Test
    void whatIsSignedIsCounted() {
        Scrape before = scrape();
        for (int i = 0; i < 3; i++) {
            sign();
        }
        assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> caller.sign(new byte[31]));
        Scrape after = scrape();

        assertThat(after.value(REQUESTS, RAW_SIGNED) - before.value(REQUESTS, RAW_SIGNED))
                .isEqualTo(3);
        assertThat(after.value(REQUESTS, "outcome=\"CHALLENGE_LENGTH\",purpose=\"none\""))
                .isEqualTo(1);
        String seconds = "signing_agent_signature_seconds";
        String raw = "purpose=\"raw-challenge\"";
        assertThat(after.value(seconds + "_count", raw) - before.value(seconds + "_count", raw))
                .isGreaterThanOrEqualTo(3);
        assertThat(after.value(seconds + "_sum", raw)).isGreaterThan(before.value(seconds + "_sum", raw));
        assertThat(after.value(seconds + "_bucket", raw + ",le=\"+Inf\""))
                .isEqualTo(after.value(seconds + "_count", raw));
        assertThat(after.value("signing_agent_connections", "caller=\"measured\""))
                .isEqualTo(1);
        assertThat(after.value("signing_agent_policy_callers")).isEqualTo(1);
        assertThat(after.value("signing_agent_caller_end_timestamp_seconds", "caller=\"measured\""))
                .isEqualTo((double) END.getEpochSecond());
        assertThat(after.value("signing_agent_queue_requests")).isZero();
        assertThat(after.value("signing_agent_certificate_end_timestamp_seconds", "certificate=\"signing\""))
                .isGreaterThan((double) Instant.now().getEpochSecond());
    }

    /** Groups are counted once their answers have been let go. */
    @Test
    void whatIsRecordedIsCounted() {
        Scrape before = scrape();
        for (int i = 0; i < 3; i++) {
            sign();
        }

        awaitScrape(after -> {
            assertThat(after.value("signing_agent_audit_log_records") - before.value("signing_agent_audit_log_records"))
                    .isGreaterThanOrEqualTo(6);
            assertThat(after.value("signing_agent_audit_group_seconds_count"))
                    .isGreaterThan(before.value("signing_agent_audit_group_seconds_count"));
        });
    }

    @Test
    void aBadFileIsAConditionAndARefusedReloadUntilItIsMended() throws IOException {
        Scrape before = scrape();
        Path broken = home.providers().resolve("broken.yaml");
        Files.writeString(broken, "purposes: [everything]\n");

        awaitScrape(scrape -> {
            assertThat(condition(scrape, "POLICY_NOT_RELOADED")).isEqualTo(1);
            assertThat(reloads(scrape, "refused")).isGreaterThan(reloads(before, "refused"));
            assertThat(reloads(scrape, "accepted")).isEqualTo(reloads(before, "accepted"));
            assertThat(serving(scrape)).isEqualTo(1);
        });

        Files.delete(broken);
        awaitScrape(scrape -> {
            assertThat(condition(scrape, "POLICY_NOT_RELOADED")).isZero();
            assertThat(reloads(scrape, "accepted")).isGreaterThan(reloads(before, "accepted"));
            assertThat(scrape.value("signing_agent_reload_timestamp_seconds", "part=\"callers\""))
                    .isGreaterThan(before.value("signing_agent_reload_timestamp_seconds", "part=\"callers\""));
        });
    }

    @Test
    void aTokenThatIsGoneIsAConditionAndServingEnds() {
        Scrape before = scrape();
        agent.control(List.of("token absent"));
        assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(this::sign);

        awaitScrape(scrape -> {
            assertThat(serving(scrape)).isZero();
            assertThat(condition(scrape, "TOKEN_ABSENT")).isEqualTo(1);
        });

        agent.control(List.of("# well"));
        awaitScrape(scrape -> {
            assertThat(serving(scrape)).isEqualTo(1);
            assertThat(condition(scrape, "TOKEN_ABSENT")).isZero();
            assertThat(scrape.value("signing_agent_token_recoveries_total"))
                    .isEqualTo(before.value("signing_agent_token_recoveries_total") + 1);
            assertThat(openings(scrape)).isEqualTo(openings(before) + 1);
            assertThat(losses(scrape)).isEqualTo(losses(before) + 1);
        });
    }

    @Test
    void aWrongSignatureOfTheSelfTestOfARecoveryIsCounted() {
        String wrong = "signing_agent_token_wrong_signatures_total";
        Scrape before = scrape();
        agent.control(List.of("C_SignInit return CKR_SESSION_HANDLE_INVALID 1", "C_SignFinal flip 1", "C_Sign flip 1"));
        try {
            sign();
        } catch (StatusRuntimeException e) {
            // That took too long for a caller.
        }

        awaitScrape(scrape -> {
            assertThat(serving(scrape)).isEqualTo(1);
            assertThat(scrape.value(wrong)).isGreaterThan(before.value(wrong));
        });
        agent.control(List.of("# well"));
    }

    @Test
    void clientsBeyondTheMostAreDisconnectedAndTheAgentSignsOn() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_CONNECTIONS + 1; i++) {
                open.add(new Socket(
                        InetAddress.getLoopbackAddress(), URI.create(address).getPort()));
            }
            Socket last = open.get(MOST_CONNECTIONS);
            last.setSoTimeout((int) SOON.toMillis());
            last.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(isClosed(last)).isTrue();
            sign();
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(serving(scrape())).isEqualTo(1));
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static double losses(Scrape scrape) {
        return scrape.value("signing_agent_token_losses_total", "reason=\"TOKEN_SESSION_LOST\"");
    }

    private static double openings(Scrape scrape) {
        return scrape.value("signing_agent_token_openings_total", "rung=\"LOGIN\"")
                + scrape.value("signing_agent_token_openings_total", "rung=\"LIBRARY\"");
    }
}

package eu.qlpipeline.signing.client.internal.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.rpc.Code;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.client.jca.RegisteredProvider;
import eu.qlpipeline.signing.client.jca.TestingTls12Server;
import eu.qlpipeline.signing.client.jca.TestingWebServer;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
import eu.qlpipeline.signing.v1.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program against a real server that demands the certificate, and an agent that has its key. */
@ExtendWith(RegisteredProvider.class)
@SuppressWarnings("NullAway.Init") // set before all tests
class SigningFetchTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final String WELCOME = "courses for CN=ql-pipeline.eu,O=Quality Link,C=EU";

    @TempDir
    private static Path directory;

    private static TestingAgent agent;
    private static TestingWebServer server;

    @BeforeAll
    static void start() {
        agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
        server = TestingWebServer.tls13(CERTIFICATE);
        file("agent-tls.crt", TestingCertificates.pem(agent.tlsCertificate()));
        file("pipeline.crt", TestingCertificates.pem(TestingAgent.PROVIDER));
        file("pipeline.key", TestingCertificates.pem(TestingAgent.PROVIDER_KEY.getPrivate()));
        file("ql-pipeline.crt", TestingCertificates.pem(CERTIFICATE));
        file("server.crt", TestingCertificates.pem(TestingWebServer.certificate()));
    }

    @AfterAll
    static void stop() {
        server.close();
        agent.close();
    }

    @Test
    void printsTheBodyAndNothingElse() {
        Run run = fetch(agent, server.url("/api/courses"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(WELCOME);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void tellsProtocolCipherPeerAndHeadersWhereItIsVerbose() {
        Run run = fetch(agent, "-v", "-H", "X-Echo: hello", server.url("/api/courses"));
        assertThat(run.err().lines())
                .contains(
                        "* new connection to /127.0.0.1:" + server.port(),
                        "* TLSv1.3 TLS_AES_256_GCM_SHA384, http/1.1",
                        "* peer: CN=courses.example " + CertificateFingerprint.of(TestingWebServer.certificate()),
                        "* signatures for this request: 1",
                        "< 200",
                        "* signatures: 1")
                .anyMatch(line -> line.equalsIgnoreCase("< X-Echo: hello"));
    }

    @Test
    void aSecondRequestOnTheSameConnectionTakesNoSecondSignature() {
        int before = agent.tlsRequests().size();
        JsonObject report = json(fetch(agent, "--json", "--repeat", "3", server.url("/api/courses")));

        assertThat(report.getAsJsonArray("responses"))
                .extracting(response ->
                        response.getAsJsonObject().get("newConnection").getAsBoolean() + " "
                                + response.getAsJsonObject().get("signatures").getAsLong())
                .containsExactly("true 1", "false 0", "false 0");
        assertThat(report.get("signatures").getAsLong()).isEqualTo(1);
        assertThat(agent.tlsRequests()).hasSize(before + 1);
    }

    @Test
    void printsOneJsonObject() {
        JsonObject report = json(fetch(agent, "--json", server.url("/api/courses")));
        JsonObject response = report.getAsJsonArray("responses").get(0).getAsJsonObject();
        assertThat(response.get("status").getAsInt()).isEqualTo(200);
        assertThat(response.get("protocol").getAsString()).isEqualTo("TLSv1.3");
        assertThat(response.get("cipher").getAsString()).isEqualTo("TLS_AES_256_GCM_SHA384");
        assertThat(response.get("http").getAsString()).isEqualTo("http/1.1");
        assertThat(response.get("body").getAsString()).isEqualTo(WELCOME);
        assertThat(response.getAsJsonObject("headers").get("content-length").getAsString())
                .isEqualTo(String.valueOf(WELCOME.length()));
        assertThat(response.getAsJsonObject("peer").get("subject").getAsString())
                .isEqualTo("CN=courses.example");
        assertThat(response.getAsJsonObject("peer").get("sha256").getAsString())
                .isEqualTo(CertificateFingerprint.of(TestingWebServer.certificate())
                        .hex());
    }

    @Test
    void writesBodiesToFilesInTheOrderOfTheUrls() {
        Path first = directory.resolve("first.txt");
        Run run = fetch(agent, "-o", first.toString(), server.url("/api/courses"), server.url("/other"));
        assertThat(first).hasContent(WELCOME);
        assertThat(run.out()).isEqualTo("no such thing");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void leavesAFileAsItWasWhereTheBodyIsCut() throws IOException {
        Path earlier = Files.writeString(directory.resolve("earlier.txt"), "earlier");
        Path none = directory.resolve("none.txt");
        for (Path file : List.of(earlier, none)) {
            Run run = fetch(agent, "-o", file.toString(), server.url("/cut"));
            assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
        }
        assertThat(earlier).hasContent("earlier");
        assertThat(none).doesNotExist();
    }

    @Test
    void keepsTheBodyOfAnErrorUnlessItIsToldToFail() {
        String line = "signing-fetch: server 127.0.0.1:" + server.port() + ": status 404 (expected: below 400)\n";
        assertThat(fetch(agent, server.url("/other"))).isEqualTo(new Run(1, "no such thing", line));
        assertThat(fetch(agent, "--fail", server.url("/other"))).isEqualTo(new Run(1, "", line));
    }

    @Test
    void goesNowhereElseWhereAServerSaysSo() {
        try (var other = TestingWebServer.tls13(CERTIFICATE)) {
            Run run = fetch(agent, "-v", server.url("/moved?" + other.url("/api/courses")));
            assertThat(run.err().lines()).contains("< 302");
            assertThat(run.out()).isEqualTo("no such thing");
            assertThat(other.sessions()).isEmpty();
        }
    }

    @Test
    void connectsToAGivenAddressAndKeepsTheNameOfTheUrl() {
        String url = "https://courses.example:" + server.port() + "/api/courses";
        String resolve = "courses.example:" + server.port() + ":127.0.0.1";
        Run run = fetch(agent, "--resolve", resolve, url);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(WELCOME);
        assertThat(server.requestedNames()).contains("courses.example");
    }

    @Test
    void aGivenAddressDoesNotMakeAnotherNameAcceptable() {
        String url = "https://another.example:" + server.port() + "/api/courses";
        Run run = fetch(agent, "--resolve", "another.example:" + server.port() + ":127.0.0.1", url);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("TLS: Hostname another.example not verified (expected: one of [")
                .contains("courses.example");
    }

    @Test
    void doesNotTrustAServerThatNobodyVouchesFor() {
        int before = agent.tlsRequests().size();
        Run run = run(agent, "--cacert", directory.resolve("ql-pipeline.crt").toString(), server.url("/"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("server 127.0.0.1:" + server.port() + ": TLS: PKIX path building failed: ", "hint: ")
                .doesNotContain("Exception");
        assertThat(agent.tlsRequests()).hasSize(before);
    }

    @Test
    void aServerThatDoesNotKnowTheCertificateRefusesIt() {
        try (var strict = TestingWebServer.tls13(TestingWebServer.certificate())) {
            Run run = fetch(agent, strict.url("/api/courses"));
            assertThat(run.exitCode()).isIn(1, 4);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("server 127.0.0.1:" + strict.port());
        }
    }

    @Test
    void aServerOfTls12IsRefusedAndTheAgentNotAsked() throws IOException {
        int before = agent.tlsRequests().size();
        try (var old = TestingTls12Server.start(TestingWebServer.key(), TestingWebServer.certificate(), CERTIFICATE)) {
            Run run = fetch(agent, old.url("/"));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains(": TLS: ", "Received fatal alert: protocol_version", "it wants TLS 1.3");
        }
        assertThat(agent.tlsRequests()).hasSize(before);
    }

    @Test
    void tellsThatTheServerIsNotThere() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Run run = fetch(agent, "https://127.0.0.1:" + port + "/");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("server 127.0.0.1:" + port + ": connection: refused");
    }

    @Test
    void waitsNoLongerThanItIsToldForAServerThatIsSilent() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = fetch(agent, "--max-time", "300ms", "https://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err()).contains("no answer in time");
        }
    }

    @ParameterizedTest
    @CsvSource({"300ms, 5s, 300", "5s, 300ms, 300"})
    void waitsForASignatureNoLongerThanForAnAnswer(String most, String deadline, int millis) {
        try (var hung = TestingAgent.startTls(request -> Optional.empty())) {
            Run run = fetch(hung, "--max-time", most, "--deadline", deadline, server.url("/api/courses"));
            assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
            assertThat(run.err()).contains("no answer within " + millis + " ms");
        }
    }

    @Test
    void tellsThatTheAgentIsNotThereAndSaysSoInJson() {
        TestingAgent gone = TestingAgent.startTls(request -> Optional.empty());
        gone.close();
        Run run = fetch(gone, "--json", server.url("/api/courses"));
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains("signing-fetch: unreachable: agent " + gone.address() + ": UNAVAILABLE", "hint: check HOST");
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.get("exitCode").getAsInt()).isEqualTo(3);
        assertThat(report.get("message").getAsString()).contains("Connection refused");
        assertThat(report.getAsJsonArray("responses")).isEmpty();
    }

    @Test
    void passesTheAgentsRefusalOn() {
        try (var strict = TestingAgent.refusing(
                        Code.PERMISSION_DENIED, Reason.REASON_PURPOSE_NOT_PERMITTED, "purpose: not permitted");
                var busy = TestingAgent.refusing(Code.RESOURCE_EXHAUSTED, Reason.REASON_OVERLOADED, "queue: full")) {
            Run refused = fetch(strict, server.url("/api/courses"));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("refused: agent", "PURPOSE_NOT_PERMITTED", "hint: the agent's operator");
            assertThat(fetch(busy, server.url("/api/courses")).exitCode()).isEqualTo(3);
        }
    }

    @Test
    void aForgedSignatureNeverReachesTheServer() {
        int before = server.sessions().size();
        KeyPair stranger = TestingKeys.stranger(); // made before the agent's deadline runs
        try (var forger = TestingAgent.startTls(request -> Optional.of(TestingAgent.tlsAnswer(
                CERTIFICATE,
                TestingSignatures.sign(
                        stranger, TlsCodec.decode(request).message(), SignatureScheme.RSA4096_PSS_SHA256_SALT32))))) {
            Run run = fetch(forger, server.url("/api/courses"));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("rejected: signature: does not verify");
        }
        assertThat(server.sessions()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "ftp://127.0.0.1/",
                "courses",
                "-H|no-colon|https://127.0.0.1/",
                "-H|@missing|https://127.0.0.1/",
                "--resolve|a:1|https://127.0.0.1/",
                "--resolve|a:1:not-an-address|https://127.0.0.1/",
                "--resolve|a:1:999.1.1.1|https://127.0.0.1/",
                "--max-time|0|https://127.0.0.1/",
                "--connect-timeout|forever|https://127.0.0.1/",
                "--repeat|0|https://127.0.0.1/",
                "-o|a|-o|b|https://127.0.0.1/",
                "--cacert|missing.pem|https://127.0.0.1/",
                "--no-such-option|https://127.0.0.1/"
            })
    void refusesWhatItCannotUse(String arguments) {
        Run run = run(agent, arguments.split("\\|", -1));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("\nhint: ");
        assertThat(run.err()).startsWith("signing-fetch: ");
        assertThat(run.err().lines().filter(line -> !line.startsWith("hint: "))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "--repeat|0|https://127.0.0.1/",
                "--repeat|x|https://127.0.0.1/",
                "-o|a|-o|b|https://127.0.0.1/",
                "--cacert|missing.pem|https://127.0.0.1/",
                "--no-such-option|https://127.0.0.1/"
            })
    void saysInJsonWhatItCannotUse(String arguments) {
        for (String json : List.of("--json", "--json=true")) {
            List<String> all = new ArrayList<>(List.of(arguments.split("\\|", -1)));
            all.add(json);
            assertUsageInJson(run(agent, all.toArray(String[]::new)));
        }
    }

    @Test
    void printsNoObjectWhereItIsToPrintNone() {
        assertThat(run(agent, "--json=false", "--no-such-option").out()).isEmpty();
    }

    @Test
    void namesTheUrlAndTheFileThatItCannotUse() {
        assertThat(run(agent, "http://127.0.0.1/").err())
                .startsWith("signing-fetch: Invalid value for URL: http://127.0.0.1/ (expected: https://...)\n");
        String another = directory.resolve("server.crt").toString();
        Run run = run(agent, "--signing-certificate", another, server.url("/api/courses"));
        assertThat(run.err()).startsWith("signing-fetch: " + another + ": ");
    }

    @Test
    void saysInJsonThatTheAgentCannotBeAsked() {
        String another = directory.resolve("ql-pipeline.crt").toString();
        assertUsageInJson(run(agent, "--json", "--agent-certificate", another, server.url("/api/courses")));
    }

    private static void assertUsageInJson(Run run) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.get("exitCode").getAsInt()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("signing-fetch: " + report.get("message").getAsString() + "\n");
        assertThat(report.getAsJsonArray("responses")).isEmpty();
        assertThat(report.get("signatures").getAsLong()).isZero();
    }

    private static JsonObject json(Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private static Run fetch(TestingAgent agent, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("--cacert", directory.resolve("server.crt").toString()));
        all.addAll(List.of(arguments));
        return run(agent, all.toArray(String[]::new));
    }

    @Test
    void saysInJsonThatADefectEndedIt() {
        var out = new ByteArrayOutputStream() {
            private boolean failed;

            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                if (!failed) {
                    failed = true;
                    throw new IllegalStateException("unforeseen");
                }
                super.write(bytes, offset, length);
            }
        };
        Run run = run(
                out,
                agent,
                "--cacert",
                directory.resolve("server.crt").toString(),
                "--json",
                server.url("/api/courses"));

        assertThat(run.err()).contains("signing-fetch: defect: IllegalStateException: unforeseen\n");
        assertThat(run.exitCode()).isEqualTo(1);
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.get("exitCode").getAsInt()).isEqualTo(1);
        assertThat(report.get("message").getAsString()).isEqualTo("defect: IllegalStateException: unforeseen");
    }

    private static Run run(TestingAgent agent, String... arguments) {
        return run(new ByteArrayOutputStream(), agent, arguments);
    }

    private static Run run(ByteArrayOutputStream out, TestingAgent agent, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--agent", agent.address().toString()));
        all.addAll(List.of(
                "--agent-certificate", directory.resolve("agent-tls.crt").toString()));
        all.addAll(List.of("--certificate", directory.resolve("pipeline.crt").toString()));
        all.addAll(List.of("--key", directory.resolve("pipeline.key").toString()));
        all.addAll(List.of(arguments));
        if (!all.contains("--signing-certificate")) {
            all.addAll(List.of(
                    "--signing-certificate",
                    directory.resolve("ql-pipeline.crt").toString()));
        }
        var err = new StringWriter();
        int exitCode =
                SigningFetch.commandLine(out).setErr(new PrintWriter(err)).execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
    }

    private static void file(String name, String text) {
        assertThat(TestingCertificates.write(directory, name, text)).isRegularFile();
    }

    private record Run(int exitCode, String out, String err) {}
}

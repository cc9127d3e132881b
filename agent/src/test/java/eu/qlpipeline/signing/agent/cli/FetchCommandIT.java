package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.key.KeyId;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.softhsm.FaultModule;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.agent.tls.TestingWebServer;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verb against a server of the JDK that demands the certificate of a key in SoftHSM. */
class FetchCommandIT {

    private static final String WELCOME = "CN=ql-pipeline.eu,O=Quality Link,C=EU";

    private static final KeySettings KEY = new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID);
    private static final CertificateSettings NEIGHBOUR = new CertificateSettings(
            CertificateSettings.DEFAULT_FILE,
            CertificateSettings.DEFAULT_COUNTRY,
            CertificateSettings.DEFAULT_ORGANIZATION,
            "neighbour",
            CertificateSettings.DEFAULT_DNS_NAMES,
            CertificateSettings.DEFAULT_VALIDITY_DAYS,
            false);

    private static SoftHsm hsm;
    private static FaultModule faults;
    private static Path module;
    private static Path cacert;
    private static Path file;
    private static X509Certificate certificate;
    private static TestingWebServer server;

    @BeforeAll
    static void makesTheKey() throws Exception {
        hsm = SoftHsm.empty()
                .with("main")
                .with("other")
                .with("another id")
                .with("neighbour")
                .with("empty");
        faults = FaultModule.over(hsm);
        module = faults.through(hsm.settings("main")).module();
        file = hsm.directory().resolve("main.crt");
        make("main", KEY, TestingProfile.DEFAULT);
        make("other", KEY, TestingProfile.DEFAULT);
        make("another id", new KeySettings("ql-2027", KeyId.parse("aabb")), TestingProfile.DEFAULT);
        make("neighbour", new KeySettings("neighbour", KeyId.parse("aabb")), NEIGHBOUR);
        try (InputStream in = Files.newInputStream(file)) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        cacert = TestingWebServer.writeCertificate(hsm.directory().resolve("server.crt"));
        server = TestingWebServer.start("TLSv1.3", certificate);
    }

    private static void make(String label, KeySettings key, CertificateSettings profile) {
        new Initialization(
                        faults.through(hsm.settings(label)),
                        key,
                        CertificateIssuers.create(profile, Clock.systemUTC(), new SecureRandom()),
                        step -> {})
                .create(hsm.directory().resolve(label + ".crt"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void isWellAgain() {
        faults.control("# well");
    }

    @Test
    void logsInWithTheKeyInTheToken() throws Exception {
        int before = server.sessions().size();
        Run run = fetch("main", server.url());

        assertThat(run).isEqualTo(new Run(0, WELCOME, run.err()));
        assertThat(server.sessions()).hasSize(before + 1);
        assertThat(server.sessions().get(before).getProtocol()).isEqualTo("TLSv1.3");
        assertThat(server.sessions().get(before).getPeerCertificates()).containsExactly(certificate);
    }

    @Test
    void aSecondRequestOnTheSameConnectionTakesNoSecondSignature() {
        Run run = fetch("main", "--json", "--repeat", "2", server.url());

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.getAsJsonArray("responses"))
                .extracting(response ->
                        response.getAsJsonObject().get("newConnection").getAsBoolean() + " "
                                + response.getAsJsonObject().get("signatures").getAsLong())
                .containsExactly("true 1", "false 0");
        assertThat(report.get("signatures").getAsLong()).isEqualTo(1);
    }

    @Test
    void aServerOfTls12GetsNoSignature() {
        try (var old = TestingWebServer.start("TLSv1.2", certificate)) {
            Run run = fetch("main", "--json", old.url());

            // This one closes the connection without an alert.
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.err())
                    .startsWith("signing-agent: server 127.0.0.1:")
                    .contains(": connection: ended without close_notify");
            assertThat(JsonParser.parseString(run.out()).getAsJsonObject().get("signatures"))
                    .hasToString("0");
            assertThat(old.sessions()).isEmpty();
        }
    }

    @Test
    void readsHeadersFromAFileWhichIsNoFileOfArguments() throws IOException {
        Path headers = Files.writeString(hsm.directory().resolve("headers"), "X-One: 1\nX-Two: 2\n");
        assertThat(fetch("main", "-H", "@" + headers, server.url()).exitCode()).isZero();
    }

    @Test
    void tellsAServerThatIsNotThereFromATokenThatIsNotThere() throws IOException {
        String nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "https://127.0.0.1:" + socket.getLocalPort() + "/";
        }
        Run noServer = fetch("main", nobody);
        assertThat(noServer.exitCode()).isEqualTo(4);
        assertThat(noServer.err()).contains("signing-agent: server 127.0.0.1:", "connection: refused", "hint: ");

        Run noToken = fetch("absent", server.url());
        assertThat(noToken.exitCode()).isEqualTo(3);
        assertThat(noToken.err()).contains("signing-agent: token: none matches", "label absent", "hint: ");
    }

    @Test
    void aTokenWithoutAKeyIsRefused() {
        Run run = fetch("empty", server.url());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("signing-agent: key: none with label");
        assertThat(run.out()).isEmpty();
    }

    /** As a serving agent gives none; the token may have a PIN of its own, and the refusal would be remembered. */
    @ParameterizedTest
    @ValueSource(strings = {"other", "another id"})
    void aTokenThatShowsAnotherCertificateThanTheFileGetsNoPin(String token) {
        Path latch = hsm.directory().resolve("latch-of-fetch");
        String[] arguments = {"--set=certificate.file=" + file, "--set=token.latch=" + latch, server.url()};
        faults.control("C_Login return CKR_PIN_INCORRECT always");
        int before = server.sessions().size();

        Run run = fetch(token, arguments);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err())
                .contains("expected: " + CertificateFingerprint.of(certificate) + ", that of certificate.file " + file);
        assertThat(latch).doesNotExist();
        assertThat(server.sessions()).hasSize(before);

        faults.control("# well");
        assertThat(fetch("main", arguments).exitCode()).isZero();
    }

    @Test
    void whatOthersHaveInTheTokenKeepsNobodyFromIt() {
        Run run = fetch("neighbour", "--set=certificate.file=" + file, server.url());
        assertThat(run.err()).contains("signing-agent: key: none with label");
    }

    @Test
    void aTokenThatFailsAtTheLoginIsOneThatCannotBeReached() {
        faults.control("C_OpenSession return CKR_DEVICE_ERROR always");
        Run run = fetch("main", "--json", server.url());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).startsWith("signing-agent: ").contains("CKR_DEVICE_ERROR");
        assertThat(JsonParser.parseString(run.out()).getAsJsonObject().get("exitCode"))
                .hasToString("3");
    }

    @Test
    void refusesWhatIsNoUrl() {
        Run run = fetch("main", "http://127.0.0.1/");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("signing-agent: ", "hint: signing-agent fetch --help");
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
        Run run = fetch(out, "main", "--json", server.url());

        String defect = "java.lang.IllegalStateException (a defect of this program)";
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("signing-agent: " + defect + "\n");
        JsonObject report = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(report.get("exitCode").getAsInt()).isEqualTo(1);
        assertThat(report.get("message").getAsString()).isEqualTo(defect);
    }

    private static Run fetch(String token, String... arguments) {
        return fetch(new ByteArrayOutputStream(), token, arguments);
    }

    private static Run fetch(ByteArrayOutputStream out, String token, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--set=token.module=" + module,
                "--set=token.label=" + token,
                "--set=token.pin.file=" + hsm.directory().resolve("pin"),
                "fetch",
                "--cacert=" + cacert));
        all.addAll(List.of(arguments));
        var err = new StringWriter();
        int exitCode = SigningAgentMain.commandLine(Map.of(), out, all)
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
    }

    private record Run(int exitCode, String out, String err) {}
}

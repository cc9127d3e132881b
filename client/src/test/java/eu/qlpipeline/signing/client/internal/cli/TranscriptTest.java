package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.v1.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the transcripts: after each line {@code $ signing-verifier ...} its standard output, its standard error with
 * {@code ! } before each line, and its exit code. {@code {name}} stands for what differs from run to run.
 */
class TranscriptTest {

    private static final String PROMPT = "$ signing-verifier";
    private static final Instant FROM = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2040-01-01T00:00:00Z");
    private static final String SUBJECT = "CN=ql-pipeline.eu,O=Quality Link,C=EU";
    private static final X509Certificate CERTIFICATE = TestingCertificates.of(TestingKeys.signer(), SUBJECT, FROM, TO);
    private static final X509Certificate STRANGER = TestingCertificates.of(TestingKeys.stranger(), SUBJECT, FROM, TO);
    private static final Map<String, String> NAMES = new LinkedHashMap<>();
    private static final List<TestingAgent> AGENTS = new ArrayList<>();

    @TempDir
    private static Path directory;

    @BeforeAll
    static void prepare() throws IOException {
        byte[] challenge = HexFormat.of().parseHex("561d119c77a1b99a98bffbed1e94c4db0fc400780310b514f533e3904ea17cd2");
        byte[] signature = TestingSignatures.raw(TestingKeys.signer(), challenge);
        Files.write(directory.resolve("challenge.bin"), challenge);
        Files.write(directory.resolve("signature.bin"), signature);
        pem("ql-pipeline.crt", TestingCertificates.pem(CERTIFICATE));
        pem("stranger.crt", TestingCertificates.pem(STRANGER));
        pem("provider.crt", TestingCertificates.pem(TestingAgent.PROVIDER));
        pem("provider.key", TestingCertificates.pem(TestingAgent.PROVIDER_KEY.getPrivate()));
        KeyPair weak = TestingKeys.rsa2048();
        X509Certificate weakCertificate = TestingCertificates.of(weak, SUBJECT, FROM, TO);
        pem("weak.crt", TestingCertificates.pem(weakCertificate));
        NAMES.put("fingerprint", CertificateFingerprint.of(CERTIFICATE).toString());
        NAMES.put("sha256", CertificateFingerprint.of(CERTIFICATE).hex());
        NAMES.put("serial", CERTIFICATE.getSerialNumber().toString(16));
        NAMES.put("stranger", CertificateFingerprint.of(STRANGER).toString());
        NAMES.put("weak", CertificateFingerprint.of(weakCertificate).toString());
        NAMES.put("challenge", HexFormat.of().formatHex(challenge));
        NAMES.put("signature", HexFormat.of().formatHex(signature));
        agent("honest", TestingAgent.signing(TestingKeys.signer(), CERTIFICATE));
        agent("forger", TestingAgent.signing(TestingKeys.stranger(), CERTIFICATE));
        agent("impostor", TestingAgent.signing(TestingKeys.stranger(), STRANGER));
        agent("silent", TestingAgent.start(asked -> Optional.empty()));
        agent("closed", TestingAgent.refusing(Code.PERMISSION_DENIED, Reason.REASON_CALLER_UNKNOWN, "caller: unknown"));
        agent("busy", TestingAgent.refusing(Code.RESOURCE_EXHAUSTED, Reason.REASON_OVERLOADED, "queue: full"));
        agent(
                "slow",
                TestingAgent.refusing(
                        Code.DEADLINE_EXCEEDED,
                        Reason.REASON_DEADLINE_EXCEEDED,
                        "deadline: shorter than one signature takes, 12 ms"));
        try (var gone = TestingAgent.start(asked -> Optional.empty())) {
            NAMES.put("nobody", gone.address().toString());
        }
        pem("agent-tls.crt", TestingCertificates.pem(AGENTS.get(0).tlsCertificate()));
    }

    @AfterAll
    static void stop() {
        AGENTS.forEach(TestingAgent::close);
    }

    static Stream<Path> transcripts() throws IOException, URISyntaxException {
        var folder = Objects.requireNonNull(TranscriptTest.class.getResource("/transcripts"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transcripts")
    void behavesAsWritten(Path transcript, @TempDir Path store) throws IOException {
        NAMES.put("store", store.resolve("trusted").toString());
        NAMES.put("dir", directory.toString());
        String written = Files.readString(transcript);
        var played = new StringBuilder();
        for (String line : written.lines().toList()) {
            if (line.startsWith("#") || (line.isEmpty() && played.isEmpty())) {
                played.append(line).append('\n');
            } else if (line.startsWith(PROMPT)) {
                played.append(line).append('\n').append(play(line.substring(PROMPT.length()), store));
            }
        }
        assertThat(withoutBlankLines(played.toString())).isEqualTo(withoutBlankLines(written));
    }

    private static String play(String arguments, Path store) {
        var run = CommandRun.of(
                Map.of("SIGNING_VERIFIER_TRUST", store.resolve("trusted").toString()),
                Clock.fixed(Instant.parse("2035-06-01T00:00:00Z"), ZoneOffset.UTC),
                filled(arguments).strip().split("\\s+", -1));
        String err = run.err().lines().map(line -> "! " + line + "\n").reduce("", String::concat);
        return named(run.out() + err) + "[" + run.exitCode() + "]\n";
    }

    private static String filled(String text) {
        String filled = text;
        for (var name : NAMES.entrySet()) {
            filled = filled.replace("{" + name.getKey() + "}", name.getValue());
        }
        return filled;
    }

    private static String named(String text) {
        String named = text;
        for (var name : NAMES.entrySet()) {
            named = named.replace(name.getValue(), "{" + name.getKey() + "}");
        }
        return named.replaceAll("sha256/[A-Za-z0-9+/]{43}=", "{pin}");
    }

    private static String withoutBlankLines(String text) {
        return text.replaceAll("(?m)^\\s*\n", "");
    }

    private static void pem(String name, String text) {
        assertThat(TestingCertificates.write(directory, name, text)).isRegularFile();
    }

    private static void agent(String name, TestingAgent agent) {
        AGENTS.add(agent);
        NAMES.put(name, agent.address().toString());
    }
}

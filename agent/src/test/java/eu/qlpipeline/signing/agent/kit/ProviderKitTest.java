package eu.qlpipeline.signing.agent.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderKitTest {

    private static final KitValues VALUES = new KitValues(
            "provider-a",
            "provider-a.example",
            9443,
            "/etc/ssl/certs/provider.crt",
            "/etc/ssl/private/provider.key",
            "/etc/ssl/client-certs/ql-pipeline.crt",
            "127.0.0.1:8080");

    private static final PipelineCertificates OWN = new PipelineCertificates(List.of(TestingKeys.certificate(1)));

    /** They are told the certificate, and so name none. */
    private static final List<String> GIVEN_THE_CERTIFICATE = List.of("verify/ql_verify.py", "verify/ql_ask.py");

    @TempDir
    Path directory;

    private Path kit() {
        Path kit = directory.resolve("kit");
        new ProviderKit(OWN, TestingKeys.certificate(2), VALUES).write(kit);
        return kit;
    }

    /** In a directory whose name leaves no room for the longest name of a kit (PATH_MAX is 4096). */
    @Test
    void leavesNoPartOfAKitThatCannotBeWrittenWhole() {
        Path deep = directory;
        while (deep.toString().length() < 4070 - 101) {
            deep = deep.resolve("d".repeat(100));
        }
        Path kit = deep.resolve("k".repeat(4070 - 1 - deep.toString().length()));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new ProviderKit(OWN, TestingKeys.certificate(2), VALUES).write(kit))
                .withMessageStartingWith("--out: " + kit + " cannot be written: ");
        assertThat(kit).isEmptyDirectory();
    }

    @Test
    void holdsEveryFileWithoutAPlaceholderLeft() throws IOException {
        Path kit = kit();
        for (String template : ProviderKit.TEMPLATES) {
            assertThat(Files.readString(kit.resolve(template)))
                    .as(template)
                    .doesNotContain("{{")
                    .isNotBlank();
        }
        try (Stream<Path> files = Files.walk(kit)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(ProviderKit.TEMPLATES.size() + ProviderKit.PROTOCOL.size() + 4);
        }
    }

    /** Whoever changes a file on its way, or the digests, has the provider find a digest that it was not told. */
    @Test
    void sumsUpEveryOtherFile() throws Exception {
        Path kit = directory.resolve("kit");
        Digest told = new ProviderKit(OWN, TestingKeys.certificate(2), VALUES).write(kit);
        assertThat(output(kit, "sha256sum", "SHA256SUMS")).isEqualTo(told + "  SHA256SUMS\n");
        String ok = output(kit, "sha256sum", "--strict", "-c", "SHA256SUMS");
        try (Stream<Path> files = Files.walk(kit)) {
            assertThat(ok.lines())
                    .containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile)
                            .map(file -> kit.relativize(file) + ": OK")
                            .filter(line -> !line.startsWith("SHA256SUMS"))
                            .toList());
        }
        Path again = directory.resolve("again");
        assertThat(new ProviderKit(OWN, TestingKeys.certificate(2), VALUES).write(again))
                .isEqualTo(told);
        assertThat(new ProviderKit(OWN, TestingKeys.certificate(3), VALUES).write(directory.resolve("other")))
                .isNotEqualTo(told);
    }

    @Test
    void theReadmeBeginsWithTheCheck() throws IOException {
        assertThat(kit().resolve("README.md"))
                .content()
                .containsSubsequence(
                        "sha256sum SHA256SUMS",
                        "sha256sum -c SHA256SUMS",
                        "openssl x509 -in ql-pipeline.crt -noout -fingerprint -sha256",
                        "ql-pipeline.sha256",
                        "## Your web server");
    }

    private static String output(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Links out of a kit lead nowhere. */
    @Test
    void everyLinkOfItsDocumentsLeadsToAFileOfTheKit() throws IOException {
        Path protocol = kit().resolve("protocol");
        for (String name : List.of("protocol.md", "audit.md", "verifier.md")) {
            assertThat(Pattern.compile("]\\(([^)#]+)")
                            .matcher(Files.readString(protocol.resolve(name)))
                            .results())
                    .as(name)
                    .isNotEmpty()
                    .allSatisfy(
                            link -> assertThat(protocol.resolve(link.group(1))).isRegularFile());
        }
        assertThat(protocol.resolve("protocol.md"))
                .content()
                .contains("](audit.md#checkpoints)", "](verifier.md#rejected)", "](signing_agent.proto)");
    }

    @Test
    void namesTheFingerprintInEveryVerifier() throws IOException {
        Path kit = kit();
        String fingerprint =
                CertificateFingerprint.of(TestingKeys.certificate(1)).hex();
        assertThat(Files.readString(kit.resolve("ql-pipeline.sha256"))).isEqualTo("SHA256:" + fingerprint + "\n");
        for (String template : ProviderKit.TEMPLATES) {
            if (!GIVEN_THE_CERTIFICATE.contains(template)) {
                assertThat(Files.readString(kit.resolve(template))).as(template).contains(fingerprint);
            }
        }
    }

    @Test
    void namesTheFingerprintOfEachCertificateInEveryServer() throws IOException {
        X509Certificate[] three = {TestingKeys.certificate(1), TestingKeys.certificate(3), TestingKeys.certificate(4)};
        Path kit = directory.resolve("kit");
        new ProviderKit(new PipelineCertificates(List.of(three)), TestingKeys.certificate(2), VALUES).write(kit);

        for (String template : ProviderKit.TEMPLATES) {
            assertThat(Files.readString(kit.resolve(template))).as(template).doesNotContain("{{");
        }
        assertThat(Files.readString(kit.resolve("ql-pipeline-all.crt")))
                .isEqualTo(Stream.of(three).map(CertificateEncoding::pem).collect(Collectors.joining()));
        List<String> numbers = List.of("", "-2", "-3");
        for (int i = 0; i < three.length; i++) {
            String name = "ql-pipeline" + numbers.get(i);
            String fingerprint = CertificateFingerprint.of(three[i]).hex();
            assertThat(Files.readString(kit.resolve(name + ".crt"))).isEqualTo(CertificateEncoding.pem(three[i]));
            assertThat(Files.readString(kit.resolve(name + ".sha256"))).isEqualTo("SHA256:" + fingerprint + "\n");
            for (String file : ProviderKit.TEMPLATES) {
                if (file.startsWith("servers/") || file.equals("README.md")) {
                    assertThat(Files.readString(kit.resolve(file))).as(file).contains(fingerprint);
                }
            }
            assertThat(Files.readString(kit.resolve("servers/apache.conf")))
                    .contains("%{SSL_CLIENT_CERT} == file('/etc/ssl/client-certs/" + name + ".crt')");
        }
        assertThat(List.of("nginx.conf", "apache.conf", "haproxy.cfg"))
                .allSatisfy(file -> assertThat(kit.resolve("servers/" + file))
                        .content()
                        .contains("/etc/ssl/client-certs/ql-pipeline-all.crt"));
    }

    @Test
    void everyTemplateOfTheProgramIsInTheList() throws Exception {
        Path readme = Path.of(ProviderKit.class.getResource("README.md").toURI());
        Path templates = Objects.requireNonNull(readme.getParent());
        try (Stream<Path> files = Files.walk(templates)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> templates.relativize(file).toString())
                            .filter(name -> !name.endsWith(".class")))
                    .containsExactlyInAnyOrderElementsOf(Stream.of(ProviderKit.TEMPLATES, ProviderKit.PROTOCOL)
                            .flatMap(List::stream)
                            .toList());
        }
    }

    @Test
    void refusesADirectoryThatHoldsAnything() throws IOException {
        Path kit = Files.createDirectory(directory.resolve("kit"));
        Files.writeString(kit.resolve("mine"), "mine");

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(this::kit)
                .withMessageContaining("is not empty (expected: a new directory)");
        assertThat(kit).isDirectoryContaining("glob:**mine");
        try (Stream<Path> files = Files.list(kit)) {
            assertThat(files).hasSize(1);
        }
    }

    static Stream<Arguments> badValues() {
        return Stream.of(
                Arguments.of("--provider", new String[] {"a b", "h", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--provider", new String[] {"../a", "h", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-name", new String[] {"a", "h;}", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-certificate", new String[] {"a", "h", "/c\n", "/k", "/q", "h:1"}),
                Arguments.of("--server-key", new String[] {"a", "h", "/c", "/k\"", "/q", "h:1"}),
                Arguments.of("--client-certificate", new String[] {"a", "h", "/c", "/k", "/q $x", "h:1"}),
                Arguments.of("--server-name", new String[] {"a", ".", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-name", new String[] {"a", "-x..y", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-name", new String[] {"a", "h.", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-name", new String[] {"a", "h-", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-name", new String[] {"a", "h".repeat(64), "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-name", new String[] {"a", "h.".repeat(126) + "hh", "/c", "/k", "/q", "h:1"}),
                Arguments.of("--server-certificate", new String[] {"a", "h", "c", "/k", "/q", "h:1"}),
                Arguments.of("--server-key", new String[] {"a", "h", "/c", "../k", "/q", "h:1"}),
                Arguments.of("--client-certificate", new String[] {"a", "h", "/c", "/k", "ql-pipeline.crt", "h:1"}),
                Arguments.of("--client-certificate", new String[] {"a", "h", "/c", "/k", "/etc/ssl/", "h:1"}),
                Arguments.of("--client-certificate", new String[] {"a", "h", "/c", "/k", "/etc/ssl/..", "h:1"}),
                Arguments.of("--client-certificate", new String[] {"a", "h", "/c", "/k", "/", "h:1"}),
                Arguments.of("--upstream", new String[] {"a", "h", "/c", "/k", "/q", "-h:1"}),
                Arguments.of("--upstream", new String[] {"a", "h", "/c", "/k", "/q", "h"}),
                Arguments.of("--upstream", new String[] {"a", "h", "/c", "/k", "/q", "h:0"}),
                Arguments.of("--upstream", new String[] {"a", "h", "/c", "/k", "/q", "h:65536"}),
                Arguments.of("--upstream", new String[] {"a", "h", "/c", "/k", "/q", "h:1/path"}));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void refusesValuesOfWhichNoWorkingServerFollows(String option, String[] values) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new KitValues(values[0], values[1], 443, values[2], values[3], values[4], values[5]))
                .withMessageStartingWith(option + ": ")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.CONFIGURATION));
    }

    @Test
    void takesNamesAndAddressesOfHosts() {
        for (String host :
                List.of("h", "xn--kln-sna.example", "10.0.0.1", "a".repeat(63) + ".B-2", "h.".repeat(126) + "h")) {
            assertThat(new KitValues("a", host, 443, "/c", "/etc/..k", "/q.d/q", host + ":1").serverName())
                    .isEqualTo(host);
        }
    }

    @Test
    void takesEveryPortThatAnUpstreamCanHave() {
        assertThat(new KitValues("a", "h", 443, "/c", "/k", "/q", "h:1").upstream())
                .isEqualTo("h:1");
        assertThat(new KitValues("a", "h", 443, "/c", "/k", "/q", "h:65535").upstream())
                .isEqualTo("h:65535");
    }

    @Test
    void refusesAPortOutOfRange() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new KitValues("a", "h", 0, "/c", "/k", "/q", "h:1"))
                .withMessage("--port: 0 (expected: 1..65535)");
    }
}

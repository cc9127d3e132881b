package eu.qlpipeline.signing.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderDirectoryTest {

    private static final String GOOD = "certificate: a.crt\npurposes: [raw-challenge]\n";

    @TempDir
    private Path directory;

    @BeforeEach
    void certificates() throws IOException {
        write("a.crt", pem(1));
        write("b.crt", pem(2));
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private static String pem(int caller) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(TestingKeys.certificate(caller).getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private CallerRegistry load() {
        return TestingPolicy.in(directory);
    }

    private void assertProblems(String... problems) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(this::load)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())
                                .replace(directory + "/", "")
                                .lines())
                        .containsExactly(problems));
    }

    @Test
    void findsEachCallerByItsKey() throws IOException {
        write("provider-a.yaml", GOOD);
        write("provider-b.yaml", "certificate: b.crt\npurposes:\n  - raw-challenge\n");
        write("README", "not a caller");

        CallerRegistry callers = load();

        assertThat(callers.callers()).extracting(Caller::name).containsExactly("provider-a", "provider-b");
        assertThat(callers.find(TestingKeys.fingerprint(2))).hasValueSatisfying(caller -> {
            assertThat(caller.name()).isEqualTo("provider-b");
            assertThat(caller.purposes()).containsExactly(PurposeKind.RAW_CHALLENGE);
        });
        assertThat(callers.find(TestingKeys.fingerprint(3))).isEmpty();
    }

    @Test
    void whoIsGoneOrDisabledIsWithdrawnWhateverTheOtherFilesSay() throws IOException {
        write("a.yaml", "certificate: none.crt\npurposes: [raw-challenge]\ndisabled: true\n");
        write("b.yaml", "certificate: none.crt\npurposes: [raw-challenge]\ndisabled: perhaps\n");
        write("c.yaml", "disabled: true\nbroken: [");
        Files.createSymbolicLink(directory.resolve("d.yaml"), Path.of("nowhere"));

        ProviderDirectory.Contents contents = ProviderDirectory.read(new PolicySettings(directory), read -> {});

        assertThat(contents.problem()).isPresent();
        assertThat(contents.withdrawn("a")).isTrue();
        assertThat(contents.withdrawn("b")).isFalse();
        assertThat(contents.withdrawn("c")).isFalse();
        assertThat(contents.withdrawn("d")).isFalse();
        assertThat(contents.withdrawn("gone")).isTrue();
    }

    @Test
    void nobodyIsWithdrawnByADirectoryThatCannotBeRead() {
        var settings = new PolicySettings(directory.resolve("missing"));
        assertThat(ProviderDirectory.read(settings, read -> {}).withdrawn("a")).isFalse();
    }

    @Test
    void anEmptyDirectoryLetsNobodyIn() {
        assertThat(load().callers()).isEmpty();
    }

    @Test
    void refusesADirectoryThatIsMissing() throws IOException {
        Path missing = directory.resolve("missing");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> TestingPolicy.in(missing))
                .withMessageStartingWith(missing + ": providers.directory is not there")
                .satisfies(e ->
                        assertThat(e.hints()).containsExactly("if its name is right, create it: mkdir -p " + missing));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificate: a.crt|p.yaml: purposes: not set (expected: a value)",
                "purposes: [raw-challenge]|p.yaml: certificate: not set (expected: a value)",
                "certificate: a.crt#purposes: []|p.yaml:2:11: purposes: an empty list (expected: at least one item)",
                "certificate: a.crt#purposes: raw-challenge|p.yaml:2:11: purposes: a value (expected: a list, as in [a, b])",
                "certificate: a.crt#purposes: {a: b}|p.yaml:2:11: purposes: a mapping (expected: a list, as in [a, b])",
                "certificate: a.crt#purposes: [raw-chalenge]|p.yaml:2:12: unknown purpose: raw-chalenge (did you mean raw-challenge?)",
                "certificate: a.crt#purposes: [batch-root]|p.yaml:2:12: unknown purpose: batch-root (expected: raw-challenge, bound-challenge, tls13-certificate-verify)",
                "certificate: a.crt#purposes: [[raw-challenge]]|p.yaml:2:12: purposes: a list (expected: a text)",
                "certificate: a.crt#purposes: [raw-challenge]#purpose: x|p.yaml:3:1: unknown key: purpose (did you mean purposes?)",
                "certificate: ''#purposes: [raw-challenge]|p.yaml:1:14: certificate: empty (expected: a text)",
                "certificate: none.crt#purposes: [raw-challenge]|p.yaml:1:14: certificate: none.crt cannot be read (expected: a PEM file, relative to this file)",
                "certificate: p.yaml#purposes: [raw-challenge]|p.yaml:1:14: certificate: p.yaml is not a certificate (expected: X.509 in PEM)",
                "certificate: [a.crt]#purposes: [raw-challenge]|p.yaml:1:14: certificate: a list (expected: a text)"
            })
    void refusesABadFile(String content, String problem) throws IOException {
        write("p.yaml", content.replace('#', '\n'));
        assertProblems(problem);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesAPipeAndWaitsForNobodyWhoWritesToIt() throws Exception {
        Path pipe = directory.resolve("p.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertProblems("p.yaml: not a file (expected: a file, or a link to one)");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        write("p.yaml", "");
        assertProblems(
                "p.yaml: certificate: not set (expected: a value)", "p.yaml: purposes: not set (expected: a value)");
    }

    @ParameterizedTest
    @CsvSource({"p.yaml,rw-r--rw-", "a.crt,rw-r--rw-", ".,rwxr-xrwx"})
    void refusesWhatOthersMayWrite(String name, String mode) throws IOException {
        write("p.yaml", GOOD);
        Path open = directory.resolve(name).normalize();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(mode));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(this::load)
                .withMessage(open + ": can be written by others (expected: by its owner and group alone)")
                .satisfies(e -> assertThat(e.hints()).containsExactly("chmod o-w " + open));
    }

    @Test
    void refusesATruncatedCertificate() throws IOException {
        write("a.crt", pem(1).substring(0, 200));
        write("p.yaml", GOOD);
        assertProblems("p.yaml:1:14: certificate: a.crt is not a certificate (expected: X.509 in PEM)");
    }

    @Test
    void refusesAnEmptyCertificateFile() throws IOException {
        write("a.crt", "");
        write("p.yaml", GOOD);
        assertProblems("p.yaml:1:14: certificate: a.crt does not hold one certificate (expected: exactly one, in PEM)");
    }

    @Test
    void refusesTwoCertificatesInOneFile() throws IOException {
        write("a.crt", pem(1) + pem(2));
        write("p.yaml", GOOD);
        assertProblems("p.yaml:1:14: certificate: a.crt does not hold one certificate (expected: exactly one, in PEM)");
    }

    @Test
    void refusesTwoCallersWithOneKey() throws IOException {
        write("p.yaml", GOOD);
        write("q.yaml", GOOD);
        assertProblems("q.yaml: certificate: has the key of p.yaml (expected: one file for a key)");
    }

    @Test
    void refusesANameThatWouldNotBeRead() throws IOException {
        write("p.yml", GOOD);
        assertProblems("p.yml: would not be read (expected: a name that ends in .yaml)");
    }

    @Test
    void refusesANameThatDoesNotBelongIntoALog() throws IOException {
        write("a b.yaml", GOOD);
        assertProblems(
                "a b.yaml: name of the caller: a b (expected: 1 to 64 letters, digits, '-', '_' or '.', starting with"
                        + " a letter or digit)");
    }

    @Test
    void readsAudiencesAndWhetherTheyMayBeBatched() throws IOException {
        write(
                "p.yaml",
                "certificate: a.crt\npurposes: [bound-challenge]\naudiences: [a.example]\nallow-batch: false\n");
        assertThat(load().callers()).singleElement().satisfies(caller -> {
            assertThat(caller.audiences()).containsExactly(new Audience("a.example"));
            assertThat(caller.allowBatch()).isFalse();
        });
    }

    @Test
    void refusesBoundChallengesWithoutAnAudienceOrWithABadOne() throws IOException {
        write("p.yaml", "certificate: a.crt\npurposes: [bound-challenge]\n");
        write(
                "q.yaml",
                "certificate: b.crt\npurposes: [bound-challenge]\naudiences: [A.example]\nallow-batch: perhaps\n");
        assertProblems(
                "p.yaml: audiences: not set (expected: the caller's own names, because it may ask for bound-challenge)",
                "q.yaml:3:13: audience: A.example (expected: a lower-case DNS name, or a URI with lower-case scheme and"
                        + " host)",
                "q.yaml: audiences: not set (expected: the caller's own names, because it may ask for bound-challenge)",
                "q.yaml:4:14: allow-batch: not a truth value (expected: true or false)");
    }

    @Test
    void readsLimitsAndTheEndOfACaller() throws IOException {
        write("p.yaml", GOOD + "rate: 100\nburst: 250\nconcurrency: 8\nvalid-until: 2026-12-31\ndisabled: false\n");
        write(
                "q.yaml",
                "certificate: b.crt\npurposes: [raw-challenge]\nrate: 5\nvalid-until: 2026-12-31T10:00:00+02:00\n");

        assertThat(load().callers())
                .satisfiesExactly(
                        p -> {
                            assertThat(p.challengeLimits())
                                    .isEqualTo(new CallerLimits(
                                            Optional.of(new CallerLimits.Rate(100, 250)), Optional.of(8)));
                            assertThat(p.tlsLimits()).isEqualTo(CallerLimits.NONE);
                            assertThat(p.validUntil()).contains(Instant.parse("2027-01-01T00:00:00Z"));
                        },
                        q -> {
                            assertThat(q.challengeLimits().rate()).contains(new CallerLimits.Rate(5, 5));
                            assertThat(q.validUntil()).contains(Instant.parse("2026-12-31T08:00:00Z"));
                        });
    }

    @Test
    void readsTheLimitsOfSignaturesForTlsApartFromThoseOfChallenges() throws IOException {
        write("p.yaml", """
                certificate: a.crt
                purposes: [raw-challenge, tls13-certificate-verify]
                rate: 100
                tls-rate: 2
                tls-burst: 20
                tls-concurrency: 3
                """);
        write("q.yaml", "certificate: b.crt\npurposes: [tls13-certificate-verify]\ntls-rate: 5\n");

        assertThat(load().callers())
                .satisfiesExactly(
                        p -> {
                            assertThat(p.challengeLimits())
                                    .isEqualTo(new CallerLimits(
                                            Optional.of(new CallerLimits.Rate(100, 100)), Optional.empty()));
                            assertThat(p.tlsLimits())
                                    .isEqualTo(new CallerLimits(
                                            Optional.of(new CallerLimits.Rate(2, 20)), Optional.of(3)));
                        },
                        q -> {
                            assertThat(q.challengeLimits()).isEqualTo(CallerLimits.NONE);
                            assertThat(q.tlsLimits().rate()).contains(new CallerLimits.Rate(5, 5));
                        });
    }

    @Test
    void refusesALimitOfWhatTheCallerMayNotAskFor() throws IOException {
        write("p.yaml", GOOD + "tls-rate: 5\n");
        write("q.yaml", "certificate: b.crt\npurposes: [tls13-certificate-verify]\nconcurrency: 5\n");
        assertProblems(
                "p.yaml: tls-rate: set without tls13-certificate-verify (expected: a limit of what the caller may ask"
                        + " for)",
                "q.yaml: concurrency: set without raw-challenge or bound-challenge (expected: a limit of what the"
                        + " caller may ask for)");
    }

    @Test
    void aDisabledCallerIsListedAndIsNoCaller() throws IOException {
        write("p.yaml", GOOD + "disabled: true\n");
        assertThat(load().callers()).isEmpty();
        assertThat(ProviderDirectory.entries(new PolicySettings(directory), read -> {}))
                .singleElement()
                .satisfies(entry -> assertThat(entry.disabled()).isTrue());
    }

    @Test
    void aDisabledCallersKeyIsNotLetInByTheNameOfAnother() throws IOException {
        var authority = new TestingAuthority("ca");
        write("ca.crt", TestingAuthority.pem(authority.certificate()));
        write("named.yaml", "san: dns:named.example\nca: ca.crt\npurposes: [raw-challenge]\n");
        var both = authority.issue(TestingKeys.certificate(1).getPublicKey(), TestingAuthority.dns("named.example"));
        assertThat(TestingPolicy.identify(load(), both)).isPresent();
        write("p.yaml", GOOD + "disabled: true\n");
        assertThat(TestingPolicy.identify(load(), both)).isEmpty();
    }

    @Test
    void readsACertifiedName() throws IOException {
        var authority = new TestingAuthority("ca");
        write("ca.crt", TestingAuthority.pem(authority.certificate()));
        write("p.yaml", "san: uri:spiffe://example/p\nca: ca.crt\npurposes: [raw-challenge]\n");
        assertThat(TestingPolicy.identify(load(), authority.issue("x", TestingAuthority.uri("spiffe://example/p"))))
                .hasValueSatisfying(caller -> assertThat(caller.name()).isEqualTo("p"));
    }

    @Test
    void ofSeveralAuthoritiesTheFirstEndCounts() throws IOException {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3600);
        var authority = new TestingAuthority("ca");
        write(
                "ca.crt",
                TestingAuthority.pem(
                        authority.certificate(end.plusSeconds(1)),
                        new TestingAuthority("other").certificate(end),
                        authority.certificate(end.plusSeconds(2))));
        write("p.yaml", "san: dns:p.example\nca: ca.crt\npurposes: [raw-challenge]\n");
        assertThat(ProviderDirectory.entries(new PolicySettings(directory), read -> {}))
                .extracting(ProviderEntry::certificateEnd)
                .containsExactly(end);
    }

    @Test
    void tellsEveryFileThatItLooksAt() throws IOException {
        write("p.yaml", GOOD);
        write("q.yaml", "certificate: none.crt\npurposes: [raw-challenge]\n");
        var read = new TreeSet<Path>();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> ProviderDirectory.entries(new PolicySettings(directory), read::add));
        assertThat(read)
                .containsExactlyInAnyOrder(
                        directory,
                        directory.resolve("p.yaml"),
                        directory.resolve("a.crt"),
                        directory.resolve("q.yaml"),
                        directory.resolve("none.crt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate: 0|p.yaml:3:7: rate: 0 (expected: 1..1000000)",
                "rate: fast|p.yaml:3:7: rate: fast (expected: 1..1000000)",
                "burst: 5|p.yaml: burst: set without rate (expected: rate as well)",
                "concurrency: -1|p.yaml:3:14: concurrency: -1 (expected: 1..1000000)",
                "tls-rate: 1000001|p.yaml:3:11: tls-rate: 1000001 (expected: 1..1000000)",
                "tls-burst: 5|p.yaml: tls-burst: set without tls-rate (expected: tls-rate as well)",
                "tls-concurrency: 0|p.yaml:3:18: tls-concurrency: 0 (expected: 1..1000000)",
                "valid-until: tomorrow|p.yaml:3:14: valid-until: tomorrow (expected: the last day as 2026-12-31, in UTC, or a time as 2026-12-31T12:00:00Z)",
                "valid-until: 2026-02-30|p.yaml:3:14: valid-until: 2026-02-30 (expected: the last day as 2026-12-31, in UTC, or a time as 2026-12-31T12:00:00Z)",
                "disabled: maybe|p.yaml:3:11: disabled: not a truth value (expected: true or false)",
                "san: dns:a.example#ca: a.crt|p.yaml: certificate: set beside san or ca (expected: certificate, or san with ca)"
            })
    void refusesBadLimits(String line, String problem) throws IOException {
        write("p.yaml", GOOD + line.replace('#', '\n') + "\n");
        assertProblems(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "san: dns:a.example|p.yaml: ca: not set (expected: san and ca together)",
                "ca: a.crt|p.yaml: san: not set (expected: san and ca together)",
                "san: a.example#ca: a.crt|p.yaml:2:6: san: a.example (expected: dns:NAME or uri:URI)",
                "san: dns:*.example#ca: a.crt|p.yaml:2:6: san: *.example (expected: a DNS name in lower case, without wildcard)",
                "san: dns:a.example#ca: none.crt|p.yaml:3:5: ca: none.crt cannot be read (expected: a PEM file, relative to this file)"
            })
    void refusesABadCertifiedName(String lines, String problem) throws IOException {
        write("p.yaml", "purposes: [raw-challenge]\n" + lines.replace('#', '\n') + "\n");
        assertProblems(problem);
    }

    @Test
    void readsNoDeviceAsACertificate() throws IOException {
        write("p.yaml", "certificate: /dev/null\npurposes: [raw-challenge]\n");
        assertProblems(
                "/dev/null: can be written by others (expected: by its owner and group alone)",
                "p.yaml:1:14: certificate: /dev/null cannot be read (expected: a PEM file, relative to this"
                        + " file)");
    }

    @Test
    void refusesAPrivateKeyBesideTheCertificate() throws IOException {
        write("a.crt", pem(1) + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        write("p.yaml", GOOD);
        assertProblems(
                "p.yaml:1:14: certificate: a.crt holds a private key (expected: certificates alone; the key stays"
                        + " with its owner)");
    }

    @Test
    void reportsAllProblemsOfAllFilesTogether() throws IOException {
        write("p.yaml", "certificate: none.crt\npurposes: []\nx: 1\n");
        write("q.yaml", "purposes: [everything]\n");
        assertProblems(
                "p.yaml:1:14: certificate: none.crt cannot be read (expected: a PEM file, relative to this file)",
                "p.yaml:2:11: purposes: an empty list (expected: at least one item)",
                "p.yaml:3:1: unknown key: x",
                "q.yaml: certificate: not set (expected: a value)",
                "q.yaml:1:12: unknown purpose: everything (expected: raw-challenge, bound-challenge, tls13-certificate-verify)");
    }

    @Test
    void whateverIsInAFileEndsInACallerOrAProblem() throws IOException {
        var random = new Random(20_260_103);
        byte[] seed = GOOD.getBytes(StandardCharsets.US_ASCII);
        int accepted = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] content = seed.clone();
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                content[random.nextInt(content.length)] = (byte) random.nextInt(256);
            }
            Files.write(directory.resolve("p.yaml"), content);
            try {
                List<Caller> callers = load().callers();
                assertThat(callers)
                        .singleElement()
                        .satisfies(caller -> assertThat(caller.purposes()).isNotEmpty());
                accepted++;
            } catch (AgentException e) {
                assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION);
            }
        }
        assertThat(accepted).isLessThan(1_000);
    }
}

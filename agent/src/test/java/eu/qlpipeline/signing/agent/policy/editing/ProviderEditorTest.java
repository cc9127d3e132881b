package eu.qlpipeline.signing.agent.policy.editing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerIdentity;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.TestingAuthority;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.agent.policy.TestingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderEditorTest {

    private static final List<String> RAW = List.of("purposes: [raw-challenge]");

    @TempDir
    private Path work;

    private Path directory;
    private ProviderEditor editor;

    @BeforeEach
    void directory() throws IOException {
        directory = Files.createDirectory(work.resolve("providers"));
        editor = new ProviderEditor(new PolicySettings(directory), Clock.systemUTC());
    }

    private Path pem(int caller) throws IOException {
        return Files.writeString(
                work.resolve("sent-" + caller + ".pem"), TestingAuthority.pem(TestingKeys.certificate(caller)));
    }

    private ProviderEditor.Draft draft(String name, Path certificate, List<String> lines) {
        return new ProviderEditor.Draft(name, certificate, false, lines);
    }

    private TestingAuthority addCertified(String name) throws IOException {
        var authority = new TestingAuthority("ca");
        editor.add(certified(name, authority));
        return authority;
    }

    private ProviderEditor.Draft certified(String name, TestingAuthority authority) throws IOException {
        Path ca = Files.writeString(work.resolve("ca.pem"), TestingAuthority.pem(authority.certificate()));
        return new ProviderEditor.Draft(
                name, ca, true, List.of("san: 'dns:" + name + ".example'", "purposes: [raw-challenge]"));
    }

    private String files() throws IOException {
        try (var found = Files.list(directory)) {
            return found.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .collect(Collectors.joining(" "));
        }
    }

    private void assertRefused(Runnable edit, String message) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(edit::run)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION))
                .satisfies(e -> assertThat(e.hints()).isNotEmpty());
    }

    @Test
    void addsACallerThatTheDirectoryThenHolds() throws IOException {
        editor.add(draft("a", pem(1), RAW));

        assertThat(files()).isEqualTo("a.crt a.yaml");
        assertThat(TestingPolicy.in(directory).find(TestingKeys.fingerprint(1)))
                .hasValueSatisfying(caller -> assertThat(caller.name()).isEqualTo("a"));
    }

    @Test
    void addsACallerByACertifiedName() throws IOException {
        TestingAuthority authority = addCertified("a");

        assertThat(files()).isEqualTo("a-ca.crt a.yaml");
        assertThat(TestingPolicy.identify(
                        TestingPolicy.in(directory), authority.issue("x", TestingAuthority.dns("a.example"))))
                .isPresent();
    }

    @Test
    void replacesNothing() throws IOException {
        editor.add(draft("a", pem(1), RAW));
        String before = Files.readString(directory.resolve("a.yaml"));
        Path other = pem(2);
        assertRefused(() -> editor.add(draft("a", other, RAW)), "a.yaml is there already (expected: no file");
        assertThat(directory.resolve("a.yaml")).hasContent(before);

        Files.writeString(directory.resolve("b.crt"), "somebody's");
        assertRefused(() -> editor.add(draft("b", other, RAW)), "b.crt is there already (expected: no file");
        assertThat(directory.resolve("b.crt")).hasContent("somebody's");
        assertThat(files()).isEqualTo("a.crt a.yaml b.crt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.crt", "a.yaml"})
    void aLinkThatLeadsNowhereIsThereAndLeftAlone(String name) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve(name), Path.of("nowhere"));
        Path good = pem(1);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> editor.add(draft("a", good, RAW)))
                .withMessageContaining(name + " is there already (expected: no file")
                .satisfies(e -> assertThat(e.hints())
                        .containsExactly("no caller of that name is left: move the file away, or choose another name"));
        assertThat(link).isSymbolicLink();
        assertThat(files()).isEqualTo(name);
    }

    @Test
    void leavesNothingBehindWhereItRefuses() throws IOException {
        Path good = pem(1);
        editor.add(draft("a", good, RAW));
        Path key = Files.writeString(
                work.resolve("key.pem"), Files.readString(good) + "-----BEGIN EC PRIVATE KEY-----\nAAAA\n");
        Path text = Files.writeString(work.resolve("text"), "no certificate");

        assertRefused(() -> editor.add(draft("b", good, RAW)), "is that of a (expected: of no other caller)");
        assertRefused(() -> editor.add(draft("b", key, RAW)), "holds a private key");
        assertRefused(() -> editor.add(draft("b", text, RAW)), "(expected: ");
        assertRefused(() -> editor.add(draft("b", work.resolve("none"), RAW)), "none cannot be read: it is not there");
        assertRefused(() -> editor.add(draft("b", work, RAW)), " cannot be read: it is no regular file");
        assertRefused(
                () -> editor.add(draft("b", good, List.of("purposes: [everything]"))), "unknown purpose: everything");
        assertRefused(() -> editor.add(draft("../b", good, RAW)), "name of the caller: ../b");
        assertThat(files()).isEqualTo("a.crt a.yaml");
    }

    @Test
    void theHintIsOfWhatIsWrong() throws IOException {
        Path good = pem(1);
        assertHint(
                () -> editor.add(draft("a", good, List.of("purposes: [everything]"))),
                "signing-agent provider add --help");
        editor.add(draft("a", good, RAW));
        assertHint(() -> editor.add(draft("b", good, RAW)), "see which there are with: signing-agent provider list");
    }

    private static void assertHint(Runnable edit, String hint) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(edit::run)
                .satisfies(e -> assertThat(e.hints()).containsExactly(hint));
    }

    @Test
    void refusesWhatNobodyMeans() throws IOException {
        Path good = pem(1);
        assertRefused(
                () -> editor.add(draft("a", good, List.of("purposes: [raw-challenge]", "valid-until: '2020-01-01'"))),
                "valid-until: 2020-01-0");
        assertRefused(() -> editor.add(draft("a.yaml", good, RAW)), "name of the caller: a.yaml (expected: a name, w");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> editor.add(draft("a", good, List.of("purposes: [foo]"))))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("a.yaml"));
        assertThat(files()).isEmpty();
    }

    @Test
    void aCertificateThatIsLeftOverIsNoCallerToRemove() throws IOException {
        Files.writeString(directory.resolve("a.crt"), "left over");
        Path good = pem(1);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> editor.add(draft("a", good, RAW)))
                .satisfies(e -> assertThat(e.hints())
                        .containsExactly("no caller of that name is left: move the file away, or choose another name"));
    }

    @Test
    void tellsAMissingDirectoryFromOneThatCannotBeWritten() throws IOException {
        Path good = pem(1);
        for (Path odd : List.of(work.resolve("none"), Files.createFile(work.resolve("file")))) {
            editor = new ProviderEditor(new PolicySettings(odd), Clock.systemUTC());
            boolean missing = Files.notExists(odd);
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> editor.add(draft("a", good, RAW)))
                    .withMessageContaining(missing ? "is not there" : "is no directory")
                    .satisfies(
                            e -> assertThat(e.hints().get(0).contains("mkdir")).isEqualTo(missing));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void refusesACertificateThatIsNotValidNow(int hours) throws IOException {
        Clock off = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
        editor = new ProviderEditor(new PolicySettings(directory), off);
        Path certificate = pem(1);
        assertRefused(() -> editor.add(draft("a", certificate, RAW)), "certificate: valid from 20");
        var certified = certified("a", new TestingAuthority("ca"));
        assertRefused(() -> editor.add(certified), "ca: valid from 20");
        assertThat(files()).isEmpty();
    }

    @Test
    void tellsWhenTheCertificateEnds() throws IOException {
        assertThat(editor.add(draft("a", pem(1), RAW)).certificateEnd())
                .isEqualTo(TestingKeys.certificate(1).getNotAfter().toInstant());
    }

    private Optional<Caller> found(int key) {
        return TestingPolicy.in(directory).find(TestingKeys.fingerprint(key));
    }

    @Test
    void replacesACertificateAndNothingElseOfItsCaller() throws IOException {
        editor.add(draft(
                "a",
                pem(1),
                List.of(
                        "# kept",
                        "purposes: [raw-challenge, bound-challenge]",
                        "audiences: [a.example]",
                        "rate: 50",
                        "valid-until: '2999-12-31'")));
        Caller before = found(1).orElseThrow();
        String text = Files.readString(directory.resolve("a.yaml"));

        editor.replaceCertificate("a", pem(2));
        assertThat(found(1)).isEmpty();
        assertThat(found(2))
                .contains(new Caller(
                        "a",
                        new CallerIdentity.PinnedKey(TestingKeys.fingerprint(2)),
                        before.purposes(),
                        before.audiences(),
                        before.allowBatch(),
                        before.challengeLimits(),
                        before.tlsLimits(),
                        before.validUntil()));
        assertThat(directory.resolve("a.yaml")).hasContent(text);
        assertThat(files()).isEqualTo("a.crt a.yaml");
    }

    @Test
    void replacesTheCertificateOfACallerThatIsDisabledAndLeavesItSo() throws IOException {
        editor.add(draft("a", pem(1), RAW));
        editor.disable("a", true);
        assertThat(editor.replaceCertificate("a", pem(2)).disabled()).isTrue();
        assertThat(found(2)).isEmpty();
        editor.disable("a", false);
        assertThat(found(2)).isPresent();
    }

    @Test
    void replacesTheCertificateWhereItsFileSaysThatItIs() throws IOException {
        Path kept = Files.copy(pem(1), work.resolve("kept.crt"));
        Path link = Files.createSymbolicLink(directory.resolve("link.crt"), kept);
        Files.writeString(directory.resolve("a.yaml"), "certificate: link.crt\npurposes: [raw-challenge]\n");
        Path sent = pem(2);

        editor.replaceCertificate("a", sent);
        assertThat(link).isSymbolicLink();
        assertThat(kept).hasSameTextualContentAs(sent);
        assertThat(found(2)).isPresent();
    }

    @Test
    void changesNothingWhereItRefusesACertificate() throws IOException {
        Path old = pem(1);
        Path other = pem(2);
        editor.add(draft("a", old, RAW));
        editor.add(draft("b", other, RAW));
        Path expired = Files.writeString(
                work.resolve("expired.pem"),
                TestingAuthority.pem(new TestingAuthority("ca").issueExpired("a", TestingAuthority.dns("a.example"))));

        assertRefused(() -> editor.replaceCertificate("a", other), "is that of b (expected: of no other caller)");
        assertRefused(() -> editor.replaceCertificate("a", expired), "certificate: valid from 20");
        assertRefused(() -> editor.replaceCertificate("a", work.resolve("none")), "none cannot be read");
        assertRefused(() -> editor.replaceCertificate("c", other), "provider: none named c in ");
        addCertified("d");
        Path sent = pem(3);
        assertRefused(
                () -> editor.replaceCertificate("d", sent),
                "provider: d is known by dns:d.example, whatever its key (expected: by its certificate)");
        Files.writeString(
                directory.resolve("e.yaml"), "san: 'dns:e.example'\nca: ./a.crt\npurposes: [raw-challenge]\n");
        assertRefused(() -> editor.replaceCertificate("a", sent), "a.crt is named by another file, too (expected: ");

        assertThat(directory.resolve("a.crt")).hasSameTextualContentAs(old);
        assertThat(directory.resolve("b.crt")).hasSameTextualContentAs(other);
    }

    @Test
    void aNewKeyOfACallerThatIsThereIsShownItsWay() throws IOException {
        editor.add(draft("a", pem(1), RAW));
        Path sent = pem(2);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> editor.add(draft("a", sent, RAW)))
                .satisfies(e -> assertThat(e.hints())
                        .hasSize(2)
                        .first()
                        .asString()
                        .endsWith("signing-agent provider certificate NAME --certificate FILE"));
    }

    @Test
    void removesACallerWithTheCertificateThatNobodyElseUses() throws IOException {
        editor.add(draft("a", pem(1), RAW));
        editor.add(draft("b", pem(2), RAW));
        editor.remove("a");
        assertThat(files()).isEqualTo("b.crt b.yaml");
        assertRefused(() -> editor.remove("a"), "provider: none named a in ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-ca.crt", "./a-ca.crt", "../providers/a-ca.crt", "%s/a-ca.crt", "link.crt"})
    void keepsAuthoritiesThatAnotherCallersFileNamesHoweverItDoes(String written) throws IOException {
        addCertified("a");
        Files.createSymbolicLink(directory.resolve("link.crt"), Path.of("a-ca.crt"));
        Files.writeString(
                directory.resolve("b.yaml"),
                "san: 'dns:b.example'\nca: " + written.formatted(directory) + "\npurposes: [raw-challenge]\n");

        assertThat(editor.remove("a")).containsExactly(directory.resolve("a-ca.crt"));
        assertThat(files()).isEqualTo("a-ca.crt b.yaml link.crt");
        editor.requireUsable();
    }

    @Test
    void keepsAndNamesCertificatesWhereItIsNotKnownWhetherAnotherFileNeedsThem() throws IOException {
        editor.add(draft("a", pem(1), RAW));
        Files.writeString(directory.resolve("b.yaml"), "broken: [");
        assertThat(editor.remove("a")).containsExactly(directory.resolve("a.crt"));
        assertThat(files()).isEqualTo("a.crt b.yaml");
    }

    @Test
    void saysWhatKeepsAnAgentFromTakingTheDirectoryOver() throws IOException {
        editor.add(draft("a", pem(1), RAW));
        editor.requireUsable();
        Files.writeString(directory.resolve("b.yaml"), "broken: [");
        assertRefused(editor::requireUsable, "b.yaml:1:10: not YAML here");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(editor::requireUsable)
                .satisfies(e -> assertThat(e.hints().get(0)).startsWith("written, but an agent that serves keeps "));
    }

    @Test
    void removesACallerWhoseFileIsBroken() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), "broken: [");
        editor.remove("a");
        assertThat(files()).isEmpty();
    }

    @Test
    void disablesAndEnablesAndLeavesTheRestOfTheFileAlone() throws IOException {
        editor.add(draft("a", pem(1), List.of("# kept", "purposes: [raw-challenge]")));
        Path file = directory.resolve("a.yaml");
        String before = Files.readString(file);

        assertThat(editor.disable("a", true)).isTrue();
        assertThat(editor.disable("a", true)).isFalse();
        assertThat(file).hasContent(before + "disabled: true\n");
        assertThat(TestingPolicy.in(directory).callers()).isEmpty();

        assertThat(editor.disable("a", false)).isTrue();
        assertThat(editor.disable("a", false)).isFalse();
        assertThat(file).hasContent(before);
        assertThat(files()).isEqualTo("a.crt a.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{certificate: a.crt, purposes: [raw-challenge]}\n",
                "---\ncertificate: a.crt\npurposes: [raw-challenge]\n...\n",
                "  certificate: a.crt\n  purposes: [raw-challenge]\n"
            })
    void disablesNothingWhereTheFileIsNotOneKeyALine(String written) throws IOException {
        editor.add(draft("a", pem(1), List.of("purposes: [raw-challenge]")));
        Path file = Files.writeString(directory.resolve("a.yaml"), written);

        Runnable disable = () -> editor.disable("a", true);
        assertRefused(
                disable,
                file + ": not one key a line (expected: each at the start of its own, and no end of the document)");
        assertHint(disable, "add disabled: true by hand, or: signing-agent provider remove a");
        assertThat(file).hasContent(written);
        assertThat(TestingPolicy.in(directory).callers()).hasSize(1);
    }

    @Test
    void enablesNothingWhereTheFileIsNotOneKeyALine() throws IOException {
        editor.add(draft("a", pem(1), List.of("purposes: [raw-challenge]")));
        String written = "{certificate: a.crt, purposes: [raw-challenge], disabled: true}\n";
        Path file = Files.writeString(directory.resolve("a.yaml"), written);

        assertHint(() -> editor.disable("a", false), "take disabled out by hand");
        assertThat(file).hasContent(written);
    }
}

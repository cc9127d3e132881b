package eu.qlpipeline.signing.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.AuditMode;
import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.metrics.MetricsSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.pin.ReadOnce;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.telemetry.LogFormat;
import eu.qlpipeline.signing.agent.telemetry.LogLevel;
import eu.qlpipeline.signing.agent.telemetry.LogSettings;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigKeysTest {

    /** The document, from the module's directory, in which tests run. */
    private static final Path DOCUMENTS = Path.of("..", "docs");

    /** Components that are not set by one key of their own name. */
    private static final Map<String, List<String>> OTHERWISE = Map.of(
            "token.token", List.of("token.label", "token.serial", "token.uri"),
            "token.pin", List.of("token.pin.file", "token.pin.credential", "token.pin.environment", "token.pin.prompt"),
            "supervision.hangs", List.of("supervision.hang-seconds", "supervision.hang-limit"),
            "supervision.keep-alive", List.of("supervision.keep-alive-seconds"),
            "server.drain", List.of("server.drain-seconds"));

    @TempDir
    private Path directory;

    @Test
    void everyComponentOfTheSettingsHasItsKeysAndNoKeyIsWithout() {
        var expected = new TreeSet<String>();
        for (RecordComponent section : AgentSettings.class.getRecordComponents()) {
            for (RecordComponent component : section.getType().getRecordComponents()) {
                String path = section.getName() + "." + kebab(component.getName());
                expected.addAll(OTHERWISE.getOrDefault(path, List.of(path)));
            }
        }
        assertThat(ConfigKeys.ALL).extracting(ConfigKey::path).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void everyWayToATokenAndToAPinHasItsKey() {
        assertThat(LayerStack.ConfigGroup.TOKEN.keys()).hasSameSizeAs(TokenSelector.class.getPermittedSubclasses());
        // What is kept came by one of the others.
        List<Class<?>> ways = new ArrayList<>(List.of(PinSource.class.getPermittedSubclasses()));
        assertThat(ways.removeAll(List.of(PinSource.Kept.class, ReadOnce.class)))
                .isTrue();
        assertThat(LayerStack.ConfigGroup.PIN.keys()).hasSameSizeAs(ways);
    }

    @Test
    void variablesAreDifferentForDifferentKeys() {
        assertThat(ConfigKeys.ALL).extracting(ConfigKey::variable).doesNotHaveDuplicates();
        assertThat(ConfigKeys.CERTIFICATE_COMMON_NAME.variable()).isEqualTo("SIGNING_AGENT_CERTIFICATE_COMMON_NAME");
    }

    @Test
    void theDefaultsAreThoseOfTheSettings() throws IOException {
        AgentSettings settings =
                new ConfigFixture(directory).file(ConfigFixture.LEAST).load().settings();

        assertThat(settings.key()).isEqualTo(new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID));
        assertThat(settings.certificate())
                .isEqualTo(new CertificateSettings(
                        directory.resolve("ql-pipeline.crt"),
                        "EU",
                        "Quality Link",
                        "ql-pipeline.eu",
                        List.of("ql-pipeline.eu", "*.ql-pipeline.eu"),
                        3650,
                        false));
        assertThat(settings.server())
                .isEqualTo(new ServerSettings(
                        "127.0.0.1",
                        8443,
                        directory.resolve("agent-tls.crt"),
                        directory.resolve("agent-tls.key"),
                        false,
                        Duration.ofSeconds(10)));
        assertThat(settings.signing())
                .isEqualTo(new SigningSettings(Runtime.getRuntime().availableProcessors(), 16_384, 4096));
        assertThat(settings.providers()).isEqualTo(new PolicySettings(directory.resolve("providers")));
        assertThat(settings.audit())
                .isEqualTo(new AuditSettings(AuditMode.ON, directory.resolve("audit"), 1_000_000, 5, 64 * 1024 * 1024));
        assertThat(settings.metrics()).isEqualTo(new MetricsSettings("127.0.0.1", OptionalInt.empty()));
        assertThat(settings.log()).isEqualTo(new LogSettings(LogFormat.TEXT, LogLevel.INFO));
        assertThat(settings.token())
                .isEqualTo(new TokenSettings(
                        Path.of("/m.so"),
                        new TokenSelector.ByLabel("t"),
                        new PinSource.File(directory.resolve("pin")),
                        directory.resolve("pin-latch.yaml"),
                        ""));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("token.module", "/n.so"),
                Arguments.of("token.label", "other"),
                Arguments.of("token.serial", "1234"),
                Arguments.of("token.uri", "pkcs11:token=x"),
                Arguments.of("token.pin.file", "/p"),
                Arguments.of("token.pin.credential", "cred"),
                Arguments.of("token.pin.environment", "THE_PIN"),
                Arguments.of("token.pin.prompt", "true"),
                Arguments.of("token.latch", "/l"),
                Arguments.of("token.arguments", "configdir='sql:/n'"),
                Arguments.of("supervision.keep-alive-seconds", "7"),
                Arguments.of("supervision.hang-seconds", "7"),
                Arguments.of("supervision.hang-limit", "7"),
                Arguments.of("key.label", "other"),
                Arguments.of("key.id", "01"),
                Arguments.of("certificate.file", "/c"),
                Arguments.of("certificate.country", "DE"),
                Arguments.of("certificate.organization", "Other"),
                Arguments.of("certificate.common-name", "other"),
                Arguments.of("certificate.dns-names", "a.eu,b.eu"),
                Arguments.of("certificate.validity-days", "1"),
                Arguments.of("certificate.key-identifiers", "true"),
                Arguments.of("server.address", "::1"),
                Arguments.of("server.port", "0"),
                Arguments.of("server.certificate", "/c"),
                Arguments.of("server.key", "/k"),
                Arguments.of("server.reflection", "true"),
                Arguments.of("server.drain-seconds", "1"),
                Arguments.of("signing.threads", "77"),
                Arguments.of("signing.queue-limit", "1"),
                Arguments.of("signing.max-batch", "1"),
                Arguments.of("providers.directory", "/d"),
                Arguments.of("audit.mode", "off"),
                Arguments.of("audit.directory", "/a"),
                Arguments.of("audit.checkpoint-records", "1"),
                Arguments.of("audit.checkpoint-minutes", "1"),
                Arguments.of("audit.segment-bytes", "5000"),
                Arguments.of("metrics.address", "::1"),
                Arguments.of("metrics.port", "9464"),
                Arguments.of("log.format", "json"),
                Arguments.of("log.level", "debug"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aKeyReachesItsSettingFromEverySource(String key, String value) throws IOException {
        AgentSettings before =
                new ConfigFixture(directory).file(ConfigFixture.LEAST).load().settings();
        var byFlag = new ConfigFixture(directory)
                .file(ConfigFixture.LEAST)
                .flag(key + "=" + value)
                .load();
        var byVariable = new ConfigFixture(directory)
                .file(ConfigFixture.LEAST)
                .variable(KeyIndex.find(key).orElseThrow().variable(), value)
                .load();

        assertThat(byFlag.settings()).isNotEqualTo(before).isEqualTo(byVariable.settings());
        assertThat(byFlag.effective().entries()).contains(new EffectiveConfig.Entry(key, value, "--set"));
    }

    @Test
    void theTestAboveChangesEveryKey() {
        assertThat(changes().map(change -> change.get()[0]))
                .containsExactlyInAnyOrderElementsOf(
                        ConfigKeys.ALL.stream().map(ConfigKey::path).toList());
    }

    @Test
    void theDocumentHasOneLineForEachKeyAndNoOther() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENTS.resolve("configuration.md")).stream()
                .filter(line -> line.matches("\\| `[a-z]+\\.[a-z.-]+` .*"))
                .toList();
        List<String> expected = ConfigKeys.ALL.stream()
                .map(key -> "| `" + key.path() + "` | " + key.fallback().shown() + " | "
                        + key.type().range() + " | " + key.meaning() + " |")
                .toList();
        assertThat(rows).containsExactlyElementsOf(expected);
    }

    @Test
    void theDocumentNamesEveryPurposeOfAProvidersFile() throws IOException {
        assertThat(Files.readString(DOCUMENTS.resolve("configuration.md")))
                .contains(Arrays.stream(PurposeKind.values())
                        .filter(PurposeKind::callable)
                        .map(PurposeKind::label)
                        .collect(Collectors.joining("`, `", "`", "`")));
    }

    @Test
    void theExampleLoadsAndHoldsTheDefaults() throws IOException {
        Path example = DOCUMENTS.resolve("signing-agent.example.yaml");
        var loaded = new ConfigFixture(directory).named(example).load();

        for (EffectiveConfig.Entry entry : loaded.effective().entries()) {
            assertThat(entry.origin()).as(entry.key()).startsWith(example + ":");
            KeyIndex.find(entry.key())
                    .flatMap(key -> key.fallback().text())
                    .filter(text -> !entry.key().equals("signing.threads"))
                    .ifPresent(text -> assertThat(entry.value()).as(entry.key()).endsWith(text));
        }
        assertThat(loaded.effective().entries())
                .hasSize(ConfigKeys.ALL.size()
                        - Arrays.stream(LayerStack.ConfigGroup.values())
                                .mapToInt(group -> group.keys().size() - 1)
                                .sum());
    }
}

package eu.qlpipeline.signing.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    @TempDir
    private Path directory;

    private ConfigFixture config;

    @BeforeEach
    void fixture() {
        config = new ConfigFixture(directory);
    }

    private ThrowableAssertAlternative<AgentException> assertProblems(String... problems) {
        return assertThatExceptionOfType(AgentException.class)
                .isThrownBy(config::load)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())
                                .replace(directory + "/", "")
                                .lines())
                        .containsExactly(problems));
    }

    private String effective(String key) {
        return config.load().effective().entries().stream()
                .filter(entry -> entry.key().equals(key))
                .map(entry -> entry.value() + " from " + entry.origin())
                .findFirst()
                .orElse("not set")
                .replace(directory + "/", "");
    }

    @Test
    void resolvesPathsAgainstTheDirectoryOfTheFile() throws IOException {
        AgentSettings settings = config.file(ConfigFixture.LEAST + "server:\n  key: ../k\n")
                .load()
                .settings();

        assertThat(settings.token().pin()).isEqualTo(new PinSource.File(directory.resolve("pin")));
        assertThat(settings.token().module()).isEqualTo(Path.of("/m.so"));
        assertThat(settings.providers().directory()).isEqualTo(directory.resolve("providers"));
        assertThat(settings.server().key()).isEqualTo(directory.resolveSibling("k"));
    }

    @Test
    void flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        config.file(ConfigFixture.LEAST + "server:\n  port: 1\n");
        assertThat(effective("server.address")).isEqualTo("127.0.0.1 from default");
        assertThat(effective("server.port")).isEqualTo("1 from f.yaml:7:3");

        config.variable("SIGNING_AGENT_SERVER_PORT", "2");
        assertThat(effective("server.port")).isEqualTo("2 from environment SIGNING_AGENT_SERVER_PORT");

        config.flag("server.port=3");
        assertThat(effective("server.port")).isEqualTo("3 from --set");
    }

    @Test
    void theHighestSourceThatSetsOneOfAGroupDecidesIt() throws IOException {
        config.file(ConfigFixture.LEAST).flag("token.serial=1").variable("SIGNING_AGENT_TOKEN_PIN_PROMPT", "true");

        AgentSettings settings = config.load().settings();

        assertThat(settings.token().token()).isEqualTo(new TokenSelector.BySerial("1"));
        assertThat(settings.token().pin()).isEqualTo(new PinSource.Prompt());
        assertThat(effective("token.label")).isEqualTo("not set");
    }

    @Test
    void takesACredentialFromTheDirectoryThatSystemdNames() throws IOException {
        config.file(ConfigFixture.LEAST).flag("token.pin.credential=hsm").variable("CREDENTIALS_DIRECTORY", "/run/c");
        assertThat(config.load().settings().token().pin())
                .isEqualTo(new PinSource.Credential("hsm", Optional.of(Path.of("/run/c"))));
    }

    @Test
    void theVariableOfThePinMayStartLikeConfiguration() throws IOException {
        config.file(ConfigFixture.LEAST).variable("SIGNING_AGENT_MY_PIN", "s3cret");
        assertProblems("environment SIGNING_AGENT_MY_PIN: unknown variable: SIGNING_AGENT_MY_PIN")
                .satisfies(e -> assertThat(e.hints()).anyMatch(hint -> hint.contains("token.pin.file")));

        config.flag("token.pin.environment=SIGNING_AGENT_MY_PIN");
        assertThat(config.load().settings().token().pin()).isEqualTo(new PinSource.Environment("SIGNING_AGENT_MY_PIN"));
        assertThat(config.load().effective().toString()).doesNotContain("s3cret");
    }

    @Test
    void findsTheFileByVariableAndInTheWorkingDirectory() throws IOException {
        Path usual = Files.writeString(directory.resolve("signing-agent.yaml"), ConfigFixture.LEAST);
        assertThat(effective("token.module")).isEqualTo("/m.so from signing-agent.yaml:2:3");

        Path other = Files.createDirectory(directory.resolve("d")).resolve("g.yaml");
        Files.move(usual, other);
        config.variable("SIGNING_AGENT_CONFIG", "d/g.yaml");
        assertThat(effective("token.module")).isEqualTo("/m.so from d/g.yaml:2:3");
        assertThat(effective("token.pin.file")).isEqualTo("d/pin from d/g.yaml:5:5");
    }

    @Test
    void refusesAFileInTheWorkingDirectoryThatSomebodyElseMayHavePutThere() throws IOException {
        Path usual = Files.writeString(directory.resolve("signing-agent.yaml"), ConfigFixture.LEAST);
        Files.setPosixFilePermissions(usual, PosixFilePermissions.fromString("rw-r--rw-"));
        assertProblems("configuration file in the working directory, not named by --config: signing-agent.yaml: can be"
                        + " written by others (expected: by its owner and the owner's own group alone)")
                .satisfies(e -> assertThat(e.hints())
                        .containsExactly("if you trust it, name it: --config " + usual, "chmod o-w " + usual));

        Files.setPosixFilePermissions(usual, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(config::load)
                .withMessageContaining(directory + ": can be written by others");
        // That of the process is the empty path, which names nothing.
        Path relative = Path.of("").toAbsolutePath().relativize(directory);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(new ConfigFixture(relative)::load)
                .withMessageContaining("--config: " + relative.toAbsolutePath() + ": can be written by others")
                .satisfies(e -> assertThat(e.hints()).contains("chmod o-w " + relative.toAbsolutePath()));
        config.named(usual);
        assertThat(effective("token.module")).startsWith("/m.so from ");
    }

    @Test
    void loadsWithoutAFileToo() {
        config.flag("token.module=m.so").flag("token.label=t").flag("token.pin.prompt=true");
        assertThat(config.load().settings().token().module()).isEqualTo(directory.resolve("m.so"));
    }

    @Test
    void saysWhatIsRequiredAndWhereItCouldBeSet() {
        config.flag("log.level=debug");
        assertProblems(
                        "no configuration file: nothing set (expected: exactly one of token.label, token.serial, token.uri)",
                        "no configuration file: nothing set (expected: exactly one of token.pin.file,"
                                + " token.pin.credential, token.pin.environment, token.pin.prompt)",
                        "no configuration file: token.module: not set (expected: a path)")
                .satisfies(e -> assertThat(e.hints()).containsExactly(ConfigFile.PLACES));
    }

    @Test
    void aFileThatCannotBeReadIsTheOnlyProblem() throws Exception {
        config.named(directory.resolve("none.yaml"));
        assertProblems("none.yaml: does not exist (expected: a YAML file)");
        config.named(Files.createDirectory(directory.resolve("d")));
        assertProblems("d: is a directory (expected: a YAML file)");
        config.file("token: [");
        assertProblems("f.yaml:1:9: not YAML here (expected: KEY: VALUE, indented with blanks)");

        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        config.named(pipe);
        assertProblems("pipe: is a pipe or a device (expected: a YAML file)");
    }

    @Test
    void aVariableThatNamesNoDirectoryIsAProblem() throws IOException {
        config.file(ConfigFixture.LEAST).variable("CREDENTIALS_DIRECTORY", "");
        config.flag("token.pin.credential=hsm");
        assertProblems("default: CREDENTIALS_DIRECTORY: '' (expected: a path)");
    }

    @Test
    void refusesAFileThatDoesNotExist() {
        config.named(directory.resolve("none.yaml")).flag("token.module=m").flag("token.label=t");
        config.flag("token.pin.prompt=true");
        assertProblems("none.yaml: does not exist (expected: a YAML file)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tokn: {}|f.yaml:6:1: unknown key: tokn (did you mean token?)",
                "server: {prot: 1}|f.yaml:6:10: unknown key: server.prot (did you mean server.port?)",
                "server: 1|f.yaml:6:1: server: a value (expected: keys indented beneath it)",
                "server:|f.yaml:6:1: server: a value (expected: keys indented beneath it)",
                "token.pin: {file: p}|f.yaml:6:1: unknown key: token.pin (did you mean token.pin?)",
                "server.port: 1|f.yaml:6:1: unknown key: server.port in one line (expected: its parts on lines of their own, indented)",
                "server: {port: many}|f.yaml:6:10: server.port: many (expected: 0..65535)",
                "server: {port: '1'}|f.yaml:6:10: server.port: a text in quotes (expected: 0..65535 without quotes)",
                "server: {port: 70000}|f.yaml:6:10: server.port: 70000 (expected: 0..65535)",
                "metrics: {port: 70000}|f.yaml:6:11: metrics.port: 70000 (expected: 0..65535)",
                "metrics: {port: on}|f.yaml:6:11: metrics.port: on (expected: off or 0..65535)",
                "metrics: {port: '1'}|f.yaml:6:11: metrics.port: a text in quotes (expected: off or 0..65535 without quotes)",
                "metrics: {prot: 1}|f.yaml:6:11: unknown key: metrics.prot (did you mean metrics.port?)",
                "server: {port: 99999999999}|f.yaml:6:10: server.port: 99999999999 (expected: 0..65535)",
                "server: {port: 0x10}|f.yaml:6:10: server.port: 0x10 (expected: 0..65535)",
                "server: {port: [1]}|f.yaml:6:10: server.port: a list (expected: a value)",
                "server: {port: {a: 1}}|f.yaml:6:10: server.port: keys beneath it (expected: 0..65535)",
                "server: {port: }|f.yaml:6:10: server.port: no value (expected: a value)",
                "server: {reflection: yes}|f.yaml:6:10: server.reflection: yes (expected: true or false)",
                "server: {reflection: 'true'}|f.yaml:6:10: server.reflection: a text in quotes (expected: true or false without quotes)",
                "server: {address: null}|f.yaml:6:10: server.address: no value (expected: a value)",
                "server: {address: a b}|f.yaml:6:10: server.address: a b (expected: a host name or an IP address)",
                "server: {key: ''}|f.yaml:6:10: server.key: '' (expected: a path)",
                "key: {id: xyz}|f.yaml:6:7: key.id: xyz (expected: 1 to 32 bytes as hexadecimal digits)",
                "log: {level: loud}|f.yaml:6:7: log.level: loud (expected: error, warning, info, debug)",
                "certificate: {dns-names: a.eu}|f.yaml:6:15: certificate.dns-names: a value (expected: a list, as in [a, b])",
                "certificate: {dns-names: []}|f.yaml:6:15: number of certificate.dns-names: 0 (expected: 1..32)",
                "certificate: {dns-names: [[a]]}|f.yaml:6:27: certificate.dns-names: a list of lists or keys (expected: a list of texts)"
            })
    void refusesABadLineInTheFile(String line, String problem) throws IOException {
        config.file(ConfigFixture.LEAST + line + "\n");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(config::load)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())
                                .replace(directory + "/", "")
                                .lines())
                        .contains(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.prot=1|--set: unknown key: server.prot (did you mean server.port?)",
                "server.port=x|--set: server.port: x (expected: 0..65535)",
                "server.port=|--set: server.port: '' (expected: 0..65535)",
                "server.port|--set: no value (expected: KEY=VALUE)",
                "server=1|--set: unknown key: server",
                "token.pin.prompt=s3cret|--set: token.pin.prompt: not usable (expected: true)",
                "token.pin.environment=1234|--set: token.pin.environment: not usable (expected: the name of an environment variable)",
                "certificate.dns-names=|--set: certificate.dns-names: '' (expected: a DNS name in lower case, the first label may be *)"
            })
    void refusesABadFlag(String flag, String problem) throws IOException {
        config.file(ConfigFixture.LEAST).flag(flag);
        assertProblems(problem);
    }

    @Test
    void refusesAKeyThatIsSetTwiceByFlags() throws IOException {
        config.file(ConfigFixture.LEAST).flag("server.port=1").flag("server.port=2");
        assertProblems("--set: server.port: set twice (expected: once)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIGNING_AGENT_SERVER_PROT|1|unknown variable: SIGNING_AGENT_SERVER_PROT (did you mean SIGNING_AGENT_SERVER_PORT?)",
                "SIGNING_AGENT_SERVER_PORT|x|server.port: x (expected: 0..65535)"
            })
    void refusesABadVariable(String name, String value, String problem) throws IOException {
        config.file(ConfigFixture.LEAST).variable(name, value).variable("PATH", "/bin");
        assertProblems("environment " + name + ": " + problem);
    }

    @Test
    void refusesTwoOfAGroupInOneSource() throws IOException {
        config.file(ConfigFixture.LEAST).flag("token.label=a");
        config.flag("token.serial=b");
        assertProblems(
                "--set: token.label: not the only one (expected: exactly one of token.label, token.serial, token.uri)",
                "--set: token.serial: not the only one (expected: exactly one of token.label, token.serial, token.uri)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pin: \"s3cret\"", "pin: s3cret", "password: s3cret", "pin-value: s3cret", "pin: [s3cret]"})
    void refusesAPinInTheFileWithoutRepeatingIt(String line) throws IOException {
        config.file("token:\n  module: /m.so\n  label: t\n  " + line + "\n");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(config::load)
                .withMessageContaining("f.yaml:4:3: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"))
                .satisfies(e -> assertThat(e.hints()).anyMatch(hint -> hint.contains("token.pin.file")));
    }

    @Test
    void refusesAPinInAFlagOrVariableWithoutRepeatingIt() throws IOException {
        config.file(ConfigFixture.LEAST).flag("token.pin=s3cret").variable("SIGNING_AGENT_TOKEN_PIN", "s3cret");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(config::load)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"))
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(2))
                .satisfies(e -> assertThat(e.hints()).anyMatch(hint -> hint.contains("token.pin.file")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pkcs11:token=t;object=other|token.uri: object other (expected: ql-pipeline, as key.label)",
                "pkcs11:token=t;id=%01|token.uri: id 01 (expected: 716c2d706970656c696e65, as key.id)",
                "pkcs11:token=t?module-path=/n.so|token.uri: module-path /n.so (expected: /m.so, as token.module)",
                "pkcs11:token=t?pin-value=1|token.uri: a pin-value (expected: none, since a URI is shown in logs and messages)"
            })
    void refusesAUriThatContradictsOtherKeys(String uri, String problem) throws IOException {
        config.file(ConfigFixture.LEAST).flag("token.uri=" + uri);
        assertProblems("--set: " + problem);
    }

    @Test
    void acceptsAUriThatNamesTheSameKey() throws IOException {
        config.file(ConfigFixture.LEAST)
                .flag("token.uri=pkcs11:token=t;object=ql-pipeline;id=ql-pipeline?module-path=/m.so");
        assertThat(config.load().settings().token().token()).isInstanceOf(TokenSelector.ByUri.class);
    }

    @Test
    void reportsProblemsOfAllSourcesTogether() throws IOException {
        config.file(ConfigFixture.LEAST + "server: {port: 70000}\nlog: {levle: info}\n")
                .variable("SIGNING_AGENT_SIGNING_THREADS", "0")
                .flag("key.id=x");
        assertProblems(
                "f.yaml:7:7: unknown key: log.levle (did you mean log.level?)",
                "--set: key.id: x (expected: 1 to 32 bytes as hexadecimal digits)",
                "f.yaml:6:10: server.port: 70000 (expected: 0..65535)",
                "environment SIGNING_AGENT_SIGNING_THREADS: signing.threads: 0 (expected: 1..1024)");
    }

    @Test
    void masksWhatLooksLikeAPinInAUri() {
        var entry = new EffectiveConfig.Entry("token.uri", "pkcs11:token=a?pin-value=s3cret&module-path=/x", "--set");
        assertThat(entry.value()).isEqualTo("pkcs11:token=a?pin-value=***&module-path=/x");
    }

    @Test
    void aRequestDoesNotShowTheEnvironment() {
        var request = new ConfigRequest(Optional.empty(), List.of(), Map.of("THE_PIN", "s3cret"), directory);
        assertThat(request.toString()).doesNotContain("s3cret");
    }
}

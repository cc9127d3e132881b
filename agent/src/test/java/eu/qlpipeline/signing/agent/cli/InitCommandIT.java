package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.softhsm.FaultModule;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A key beside the one in use whose set-up stops half-way: what the hints say, typed as it stands, finishes that key. */
class InitCommandIT {

    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String SECOND =
            "init --set key.label=ql-2028 --set key.id=%s --set certificate.key-identifiers=true --out %s";

    private static SoftHsm hsm;
    private static FaultModule faults;
    private static Path first;
    private static Map<String, String> environment;

    @BeforeAll
    static void makesTheFirstKey() throws IOException {
        hsm = SoftHsm.empty().with("main").with("other");
        faults = FaultModule.over(hsm);
        first = hsm.directory().resolve("first.crt");
        environment = Map.of(
                "SIGNING_AGENT_CONFIG", config("signing-agent.yaml", "main").toString());
        assertThat(run("init")).matches(Run::done);
    }

    private static Path config(String name, String token) throws IOException {
        return Files.writeString(
                hsm.directory().resolve(name),
                String.format(
                        """
                token: {module: %s, label: %s, pin: {file: %s}}
                certificate: {file: %s}
                """,
                        faults.through(hsm.settings(token)).module(),
                        token,
                        hsm.directory().resolve("pin"),
                        first));
    }

    @AfterEach
    void isWellAgain() {
        well();
    }

    @Test
    void isResumedWhereTheTokenTookNoCertificate() throws IOException {
        Path file = hsm.directory().resolve("second's.crt");
        faults.control("C_CreateObject return CKR_DEVICE_ERROR always");
        Run stopped = run(words(SECOND.formatted("02", "FILE"), "FILE", file.toString()));
        well();

        Run resumed = execute(stopped.hinted("init --resume"));

        assertThat(resumed).as(stopped.toString()).matches(Run::done);
        assertIsOfTheSecondKey(file);
    }

    @Test
    void isResumedWhereTheTokensAnswerToTheKeyWasLost() throws IOException {
        Path file = hsm.directory().resolve("third.crt");
        Path other = config("other's.yaml", "other");
        faults.control("C_GenerateKeyPair after CKR_GENERAL_ERROR 1");
        Run stopped = run(words(SECOND.formatted("03", file) + " --config OTHER", "OTHER", other.toString()));
        well();

        Run resumed = execute(stopped.hinted("init --resume"));

        assertThat(resumed).as(stopped.toString()).matches(Run::done);
        assertIsOfTheSecondKey(file);
    }

    @Test
    void isResumedWhereTheFileCouldNotBeWritten() throws IOException {
        // The draft beside it has a longer name, which is too long.
        Path unwritable = hsm.directory().resolve("f".repeat(250));
        Path file = hsm.directory().resolve("fourth.crt");
        Run stopped = run(words(SECOND.formatted("04", unwritable).replace("ql-2028", "ql-2029")));
        assertThat(stopped.exitCode()).as(stopped.toString()).isEqualTo(ExitCode.USAGE);

        Run resumed = execute(stopped.hinted("init --resume").replace(unwritable.toString(), file.toString()));

        assertThat(resumed).as(stopped.toString()).matches(Run::done);
        assertIsOfTheSecondKey(file);
    }

    @Test
    void theCertificateOfAKeyThatIsThereIsWrittenByWhatIsHinted() throws IOException {
        Path file = hsm.directory().resolve("fifth.crt");
        Path copy = hsm.directory().resolve("copy.crt");
        String init = SECOND.formatted("05", file).replace("ql-2028", "ql-2030");
        assertThat(run(words(init))).matches(Run::done);
        Files.delete(file);

        Run written = execute(run(words(init)).hinted("certificate --out").replace("FILE", copy.toString()));

        assertThat(written).matches(Run::done);
        assertIsOfTheSecondKey(copy);
    }

    @Test
    void nothingIsResumedWhereNothingIsLeft() throws IOException {
        Path other = hsm.directory().resolve("other.crt");
        String before = Files.readString(first);

        for (Run run : List.of(run("init", "--resume"), run("init", "--resume", "--out", other.toString()))) {
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err())
                    .contains("signing-agent: key: ql-pipeline and its certificate are in the token, and in " + first)
                    .contains("so there is nothing to resume")
                    .contains("hint: for another key say all that its init said: ");
        }
        assertThat(other).doesNotExist();
        assertThat(first).hasContent(before);
    }

    private static void assertIsOfTheSecondKey(Path file) throws IOException {
        X509Certificate written = certificate(file);
        assertThat(written.getPublicKey()).isNotEqualTo(certificate(first).getPublicKey());
        assertThat(written.getExtensionValue(SUBJECT_KEY_IDENTIFIER))
                .as("key identifiers")
                .isNotNull();
    }

    private static X509Certificate certificate(Path file) throws IOException {
        return CertificateEncoding.alone(Files.readAllBytes(file)).orElseThrow();
    }

    private static void well() {
        faults.control("# well");
        Pkcs11Module.forget(faults.through(hsm.settings("main")).module());
    }

    private static String[] words(String line, String... placeholderAndValue) {
        String[] words = line.split(" ");
        for (int at = 0; placeholderAndValue.length > 0 && at < words.length; at++) {
            words[at] = words[at].replace(placeholderAndValue[0], placeholderAndValue[1]);
        }
        return words;
    }

    private static Run run(String... arguments) {
        return execute(List.of(arguments));
    }

    /** Has a shell take a command apart, as if somebody typed it. */
    private static Run execute(String typed) throws IOException {
        Process shell = new ProcessBuilder(
                        "sh", "-c", "signing_agent() { printf '%s\\n' \"$@\"; }; signing_agent " + typed)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return execute(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
    }

    private static Run execute(List<String> arguments) {
        var err = new StringWriter();
        int exitCode = SigningAgentMain.commandLine(environment, OutputStream.nullOutputStream(), arguments)
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Run(exitCode, err.toString());
    }

    /** How a run ended, and what it said. */
    private record Run(int exitCode, String err) {

        boolean done() {
            return exitCode == ExitCode.DONE;
        }

        /** The arguments of the command that the hints name. */
        String hinted(String verb) {
            String program = "signing-agent " + verb;
            String hint = err.lines()
                    .filter(line -> line.startsWith("hint: ") && line.contains(program))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(err));
            return hint.substring(hint.indexOf(program) + "signing-agent ".length());
        }
    }
}

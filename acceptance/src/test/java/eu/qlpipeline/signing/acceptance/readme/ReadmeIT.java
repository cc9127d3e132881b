package eu.qlpipeline.signing.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README says, block by block, in the order in which operator and provider would. */
class ReadmeIT {

    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[0-9a-f]{64}");

    /** What the README says of a shell that did not make the token. */
    private static final String OTHER_SHELL = "if [[ -e token.env ]]; then . ./token.env; fi\n";

    private final Path root = Path.of(Objects.requireNonNull(System.getProperty("signing.root")));
    private final Readme readme = Readme.read(root.resolve("README.md"));

    @TempDir
    Path directory;

    @BeforeEach
    void theProgramsWereBuiltJustNow() throws IOException {
        Path stamp = root.resolve("target/built");
        Files.createDirectories(stamp.getParent());
        if (Files.notExists(stamp)) {
            Files.createFile(stamp);
        }
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now()));
    }

    @Test
    void everyMarkedBlockIsKnownHere() {
        assertThat(readme.commands().keySet())
                .containsExactlyInAnyOrder(
                        "demo", "test", "token", "tls", "init", "doctor", "provider-tls", "verify", "evidence");
        assertThat(readme.files().keySet())
                .containsExactlyInAnyOrder("signing-agent.yaml", "providers/provider-a.yaml");
    }

    @Test
    void theTwoCommandsAreScriptsOfThisCheckout() {
        for (String name : List.of("demo", "test")) {
            assertThat(root.resolve(readme.command(name).strip())).isExecutable();
        }
    }

    @Test
    void operatorAndProviderGetWhereTheReadmeSays() throws IOException {
        Path work = Files.createDirectories(directory.resolve("work"));
        Path outputs = Files.createDirectories(directory.resolve("outputs"));
        try (Processes processes = new Processes(outputs)) {
            Shell shell = new Shell(processes, work);
            shell.run(readme.command("token"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work.resolve("pin"))))
                    .isEqualTo("rw-------");

            writeFiles(work);
            shell.run(readme.command("tls"));
            assertThat(shell.run(readme.command("init")).out()).contains("CKA_NEVER_EXTRACTABLE");
            shell.run(readme.command("provider-tls"));
            Files.copy(work.resolve("provider-a.crt"), work.resolve("providers/provider-a.crt"));
            assertThat(shell.run(readme.command("doctor")).out()).contains("ok         callers      1 in");

            RunningProgram agent = shell.start("exec scripts/signing-agent serve");
            agent.awaitError(Pattern.compile("serving on"), DEADLINE);
            shell.run("scripts/signing-verifier trust add ql-pipeline.crt --fingerprint " + fingerprint(shell));
            assertThat(shell.run(readme.command("verify")).out())
                    .contains(
                            "ok    subject ", "ok    not expired ", "ok    trusted ", "ok    signature ", "verified: ");
            assertThat(shell.run(readme.command("evidence")).out())
                    .contains(" outcome provider-a raw-challenge - SIGNED\n")
                    .endsWith("good\n");
        }
    }

    private void writeFiles(Path work) throws IOException {
        for (Map.Entry<String, String> file : readme.files().entrySet()) {
            Path target = work.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    private static String fingerprint(Shell shell) {
        String shown = shell.run("openssl x509 -in ql-pipeline.crt -outform der | openssl dgst -sha256 -r")
                .out();
        String fingerprint = "SHA256:" + shown.split(" ", 2)[0];
        assertThat(fingerprint).matches(FINGERPRINT);
        return fingerprint;
    }

    /** Runs commands of the README in a folder, its scripts being those of this checkout. */
    private final class Shell {

        private final Processes processes;
        private final Path work;

        Shell(Processes processes, Path work) {
            this.processes = processes;
            this.work = work;
        }

        Outcome run(String command) {
            return processes.run(program(command), DEADLINE).orThrow();
        }

        RunningProgram start(String command) {
            return processes.start(program(command));
        }

        private Program program(String command) {
            String here = command.replace("scripts/", root.resolve("scripts") + "/")
                    .replace("softhsm/", root.resolve("softhsm") + "/");
            return new Program(List.of("bash", "-euc", OTHER_SHELL + here), Map.of(), work)
                    .withVariable("JAVA_HOME", System.getProperty("java.home"));
        }
    }
}

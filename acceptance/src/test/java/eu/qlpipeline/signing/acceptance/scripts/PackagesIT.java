package eu.qlpipeline.signing.acceptance.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts' library beside stand-ins for the package manager, which record how they were called. */
class PackagesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final String LIBRARY = "scripts/lib";
    private static final String NOBODY = "65534";

    private final Path root = Path.of(Objects.requireNonNull(System.getProperty("signing.root")));

    @TempDir
    Path directory;

    private Path programs;
    private Processes processes;

    @BeforeEach
    void standIns() throws IOException {
        processes = new Processes(directory);
        // Another user than the one who runs the tests has to read and write here.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        programs = Files.createDirectory(directory.resolve("programs"));
        for (String tool : List.of("bash", "dirname", "env", "grep", "sed")) {
            standIn(tool, "exec /usr/bin/" + tool + " \"$@\"");
        }
        Path library = Files.createDirectory(directory.resolve("lib"));
        try (var files = Files.list(root.resolve(LIBRARY))) {
            for (Path file : files.toList()) {
                Files.copy(file, library.resolve(file.getFileName()));
            }
        }
        standIn("apt-cache", "[[ $2 == openjdk-2[15]-* ]]");
        standIn("apt-get", "echo \"apt-get $*\" >>" + directory.resolve("calls"));
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void withoutTheRightsItPrintsTheExactCommandAndStops() throws IOException {
        Outcome outcome = asNobody("need maven false; need bash true; need opensc false; install_needed; echo on");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("""
                        packages missing: maven opensc
                        hint: run as root: apt-get update && apt-get install --yes --no-install-recommends maven opensc
                        """);
        assertThat(calls()).isEmpty();
    }

    @Test
    void installsBySudoWhereThereIsOne() throws IOException {
        standIn("sudo", "[[ $1 != -n ]] || shift; \"$@\"");

        Outcome outcome = asNobody("need maven false; install_needed; echo on");

        assertThat(outcome.orThrow().out()).isEqualTo("on\n");
        assertThat(calls())
                .containsExactly("apt-get update -qq", "apt-get install -qq --yes --no-install-recommends maven");
    }

    @Test
    void installsNothingWhereNothingIsMissing() throws IOException {
        assertThat(asNobody("need maven true; install_needed; echo on")
                        .orThrow()
                        .out())
                .isEqualTo("on\n");
        assertThat(calls()).isEmpty();
    }

    @Test
    void takesTheOldestJdkThatSufficesAndThatTheSystemHas() {
        Outcome outcome = asNobody("need jdk false; install_needed");

        assertThat(outcome.err()).endsWith("--no-install-recommends openjdk-21-jdk-headless\n");
    }

    @Test
    void aSystemWithoutAptIsToldTheNames() throws IOException {
        Files.delete(programs.resolve("apt-get"));

        Outcome outcome = asNobody("need maven false; install_needed");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("maven\nhint: install them by this system's own means");
    }

    @Test
    void aJdkThatIsTooOldOrHasNoCompilerIsPassedOver() throws IOException {
        Path jdk = directory.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));

        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.4\"\n");
        assertThat(asNobody("jdk_feature " + jdk).exitCode()).isEqualTo(1);

        executable(jdk.resolve("bin/javac"), "");
        assertThat(asNobody("JAVA_HOME=" + jdk + "; find_jdk").out()).isEqualTo(jdk + "\n");

        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        assertThat(asNobody("jdk_feature " + jdk).out()).isEqualTo("11\n");
        assertThat(asNobody("JAVA_HOME=" + jdk + "; find_jdk").out()).isNotEqualTo(jdk + "\n");
    }

    /** Runs a line after the library, without root's rights and with no programs but the stand-ins. */
    private Outcome asNobody(String line) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.addAll(List.of("env", "PATH=" + programs, "bash", "-euo", "pipefail", "-c"));
        command.add(". " + directory.resolve("lib/all.sh") + "; " + line);
        return processes.run(Program.of(Path.of("/"), command.toArray(String[]::new)), DEADLINE);
    }

    private List<String> calls() throws IOException {
        Path calls = directory.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private void standIn(String name, String line) throws IOException {
        executable(programs.resolve(name), line);
    }

    private static void executable(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package eu.qlpipeline.signing.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Installs the agent below a folder as packaging/README.md says, without its user, looks for what the unit names, and changes its
 * version as docs/operation.md says.
 */
class InstallIT {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Pattern ABSOLUTE = Pattern.compile("(?<![\\w.%])/(usr|etc|var)/");
    private static final Pattern OF_THE_UNIT = Pattern.compile("/(usr/lib|etc)/signing-agent[^\\s:]*");
    private static final Pattern OWNERS = Pattern.compile(" -o \\S+ -g \\S+");

    private static final List<String> FILES_OF_A_VERSION = List.of(
            "usr/lib/signing-agent/signing-agent.jar",
            "usr/bin/signing-agent",
            "etc/systemd/system/signing-agent.service");

    private final Path root = Path.of(Objects.requireNonNull(System.getProperty("signing.root")));

    @TempDir
    Path directory;

    @Test
    void whatTheUnitNamesIsWhereTheInstallationPutsIt() throws IOException {
        Readme readme = Readme.read(root.resolve("packaging/README.md"));
        assertThat(readme.commands()).containsOnlyKeys("program", "configuration");
        for (String place : List.of("usr/bin", "etc/systemd/system", "var/lib")) {
            Files.createDirectories(directory.resolve(place));
        }
        try (Processes processes = new Processes(Files.createDirectory(directory.resolve("outputs")))) {
            install(processes, readme.command("program"));
            install(processes, readme.command("configuration").replaceAll("(?m)^useradd .*$", ""));

            String unit = Files.readString(directory.resolve("etc/systemd/system/signing-agent.service"));
            assertThat(OF_THE_UNIT
                            .matcher(unit)
                            .results()
                            .map(found -> found.group().substring(1)))
                    .contains("usr/lib/signing-agent/signing-agent.jar", "etc/signing-agent/pin")
                    .filteredOn(path -> !path.endsWith(".cache"))
                    .allSatisfy(path -> assertThat(directory.resolve(path)).exists());
            assertThat(mode("etc/signing-agent/pin")).isEqualTo("rw-------");
            assertThat(mode("etc/signing-agent")).isEqualTo("rwxr-x---");
            assertThat(mode("var/lib/signing-agent")).isEqualTo("rwx------");

            Path launcher = directory.resolve("usr/bin/signing-agent");
            Files.writeString(launcher, below(Files.readString(launcher)).replace(below("/usr/bin/java"), java()));
            Path configuration = directory.resolve("etc/signing-agent/signing-agent.yaml");
            assertThat(shell(processes, launcher + " --config " + configuration + " config print")
                            .out())
                    .contains("audit.directory: /var/lib/signing-agent/audit  # " + configuration);
        }
    }

    @Test
    void theVersionBeforeIsKeptAndPutBackHoweverOftenAnotherOneIsInstalled() throws IOException {
        String program = Readme.read(root.resolve("packaging/README.md")).command("program");
        Readme operation = Readme.read(root.resolve("docs/operation.md"));
        assertThat(operation.commands()).containsOnlyKeys("keep", "back");
        for (String place : List.of("usr/bin", "etc/systemd/system")) {
            Files.createDirectories(directory.resolve(place));
        }
        try (Processes processes = new Processes(Files.createDirectory(directory.resolve("outputs")))) {
            for (String version : List.of("1", "2", "3")) {
                if (!version.equals("1")) {
                    install(processes, operation.command("keep"));
                }
                install(processes, program);
                for (String file : FILES_OF_A_VERSION) {
                    Files.writeString(directory.resolve(file), version);
                }
            }
            install(processes, operation.command("back"));
        }
        assertThat(FILES_OF_A_VERSION)
                .allSatisfy(file -> assertThat(directory.resolve(file)).hasContent("2"));
        assertThat(directory.resolve("usr/lib")).isDirectoryNotContaining("glob:**.old");
        assertThat(directory.resolve("usr/lib/signing-agent")).isDirectoryNotContaining("glob:**signing-agent.service");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(path)));
    }

    private String below(String text) {
        return ABSOLUTE.matcher(text).replaceAll(directory + "/$1/");
    }

    private void install(Processes processes, String commands) {
        shell(processes, OWNERS.matcher(below(commands)).replaceAll(""));
    }

    private Outcome shell(Processes processes, String commands) {
        return processes
                .run(new Program(List.of("bash", "-euc", commands), Map.of(), root), DEADLINE)
                .orThrow();
    }
}

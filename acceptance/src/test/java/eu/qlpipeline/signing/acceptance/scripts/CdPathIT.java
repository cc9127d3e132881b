package eu.qlpipeline.signing.acceptance.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts scripts from a shell that exports CDPATH, with which {@code cd} prints where it went. */
class CdPathIT {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Path root = Path.of(Objects.requireNonNull(System.getProperty("signing.root")))
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path directory;

    @Test
    void theCheckoutIsFound() {
        assertThat(run(". scripts/lib/all.sh; printf %s \"$ROOT\"").orThrow().out())
                .isEqualTo(root.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scripts/check-words",
                "scripts/no-skipped-tests proto",
                "scripts/check-gates none",
                "CC=true softhsm/native/build \"$0\""
            })
    void whereTheScriptWentIsNoPartOfItsOutput(String command) {
        Outcome outcome = run(command);

        assertThat(outcome.out() + outcome.err()).doesNotContain(root.toString());
    }

    private Outcome run(String commands) {
        try (var processes = new Processes(directory)) {
            return processes.run(
                    new Program(
                            List.of("bash", "-euc", commands, directory.toString()), Map.of("CDPATH", ".:.."), root),
                    DEADLINE);
        }
    }
}

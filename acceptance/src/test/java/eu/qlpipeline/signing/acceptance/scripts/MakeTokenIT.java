package eu.qlpipeline.signing.acceptance.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeTokenIT {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Checkout checkout = new Checkout(Path.of(Objects.requireNonNull(System.getProperty("signing.root"))));

    @TempDir
    Path directory;

    private Processes processes;

    @BeforeEach
    void open() {
        processes = new Processes(directory);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void itsExportsAreAllThatTheAgentNeedsToLogIn() {
        String exports = make("token", "my token").orThrow().out();
        String agent = String.join(" ", checkout.agent(directory, Map.of()).command());

        // A shell, as a person has it, takes the quotes off.
        Outcome inspected = run(Program.of(directory, "bash", "-euc", exports + agent + " inspect"));

        assertThat(inspected.exitCode()).isEqualTo(1);
        assertThat(inspected.err()).contains("key: none with label ql-pipeline");
    }

    @Test
    void onlyItsOwnerReadsThePins() throws IOException {
        make("token").orThrow();

        for (String file : List.of("pin", "so-pin", "softhsm2.conf")) {
            assertThat(Files.getPosixFilePermissions(directory.resolve("token").resolve(file)))
                    .as(file)
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void noTwoTokensHaveTheSamePin() throws IOException {
        make("one").orThrow();
        make("two").orThrow();

        String one = Files.readString(directory.resolve("one/pin"));
        assertThat(one)
                .matches("[0-9a-f]{16}")
                .isNotEqualTo(Files.readString(directory.resolve("two/pin")))
                .isNotEqualTo(Files.readString(directory.resolve("one/so-pin")));
    }

    @Test
    void aTokenThatIsThereIsLeftAlone() throws IOException {
        make("token").orThrow();
        String pin = Files.readString(directory.resolve("token/pin"));

        Outcome again = make("token");

        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).isEqualTo("token folder: token holds a token already\nhint: name another folder\n");
        assertThat(directory.resolve("token/pin")).hasContent(pin);
    }

    private Outcome make(String... arguments) {
        return run(checkout.script("softhsm/make-token", directory).with(arguments));
    }

    private Outcome run(Program program) {
        return processes.run(program, DEADLINE);
    }
}

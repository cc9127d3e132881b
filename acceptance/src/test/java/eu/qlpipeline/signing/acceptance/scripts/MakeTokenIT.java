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
    void ofATokenThatIsThereItPrintsTheExportsAgain() throws IOException {
        String exports = make("token", "my token").orThrow().out();
        String pin = Files.readString(directory.resolve("token/pin"));

        Outcome again = make("token", "my token");

        assertThat(again.orThrow().out()).isEqualTo(exports);
        assertThat(again.err()).isEqualTo("token folder: token holds token my token already, which is left as it is\n");
        assertThat(directory.resolve("token/pin")).hasContent(pin);
    }

    @Test
    void aTokenOfAnotherLabelIsRefused() {
        make("token", "token b").orThrow();

        assertRefused("token");
    }

    @Test
    void whatWasLeftOfATokenIsRefused() throws IOException {
        make("token").orThrow();
        Files.delete(directory.resolve("token/pin"));
        assertRefused("token");

        Files.createDirectories(directory.resolve("begun/tokens"));
        Files.writeString(directory.resolve("begun/pin"), "1234");
        Files.writeString(
                directory.resolve("begun/softhsm2.conf"),
                "directories.tokendir = " + directory.resolve("begun/tokens") + "\n");
        assertRefused("begun");
    }

    private void assertRefused(String folder) {
        Outcome again = make(folder);

        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.out()).isEmpty();
        assertThat(again.err())
                .isEqualTo("token folder: " + folder
                        + " holds another token already (expected: none, or a whole one with label ql-token)\n"
                        + "hint: name another folder or, if it is of no use, delete it\n");
    }

    private Outcome make(String... arguments) {
        return run(checkout.script("softhsm/make-token", directory).with(arguments));
    }

    private Outcome run(Program program) {
        return processes.run(program, DEADLINE);
    }
}

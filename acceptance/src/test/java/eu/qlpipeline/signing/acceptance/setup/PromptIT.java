package eu.qlpipeline.signing.acceptance.setup;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An agent whose PIN a person types. */
@ExtendWith(StageExtension.class)
class PromptIT {

    private static final int UNREACHABLE = 3;
    private static final int SERVER_UNREACHABLE = 4;

    private final Stage stage;

    PromptIT(Stage stage) {
        this.stage = stage;
    }

    /** After the keystrokes a token may take no longer than after a file; and a second PIN is not there to be typed. */
    @Test
    void aLoginAsksOnceAndIsGivenUpWhereItHangs() throws IOException {
        AgentHome home = stage.agent("prompt");
        Path control = Files.writeString(home.directory().resolve("faults"), "# well\n");
        var program = stage.program(home)
                .withVariable("FAULT_PKCS11_MODULE", home.token().module().toString())
                .withVariable("FAULT_PKCS11_CONTROL", control.toString())
                .set("token.module", stage.faultModule().toString())
                .set("token.pin.prompt", "true")
                .set("supervision.hang-seconds", "1");
        String nobody = "https://127.0.0.1:1/";

        Outcome fetched = program.run(Terminal.withPinOf(home), "fetch", nobody);
        assertThat(fetched.exitCode()).as(fetched::toString).isEqualTo(SERVER_UNREACHABLE);
        assertThat(fetched.out()).containsOnlyOnce(Terminal.ASKED);

        Files.writeString(control, "C_Login hang always\n");
        Outcome hung = program.run(Terminal.withPinOf(home), "fetch", nobody);
        assertThat(hung.exitCode()).as(hung::toString).isEqualTo(UNREACHABLE);
        assertThat(hung.out()).containsOnlyOnce(Terminal.ASKED).contains("token: calls into its library do not return");
    }
}

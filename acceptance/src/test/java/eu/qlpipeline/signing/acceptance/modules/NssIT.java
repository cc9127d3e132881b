package eu.qlpipeline.signing.acceptance.modules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** NSS softokn, which says of no key that it was made inside: the agent takes none from it. */
@ExtendWith(StageExtension.class)
class NssIT {

    private static final String LABEL = "NSS Certificate DB";
    private static final int CHECK_FAILED = 1;
    private static final int NOT_REACHABLE = 3;

    @Test
    void withoutItsArgumentsTheLibraryDoesNotInitialise(Stage stage) {
        AgentHome home = stage.emptyAgent("nss-bare");
        Outcome refused = stage.program(home).set("token.module", library()).run("init");
        assertThat(refused.exitCode()).isEqualTo(NOT_REACHABLE);
        assertThat(refused.err()).contains("does not initialise: CKR_ARGUMENTS_BAD");
    }

    @Test
    void aKeyIsMadeAndRefusedSinceItIsNotSaidToBeLocal(Stage stage) {
        AgentHome home = stage.emptyAgent("nss");
        AgentProgram program = program(stage, home);

        Outcome refused = program.run("init");
        assertThat(refused.exitCode()).isEqualTo(CHECK_FAILED);
        assertThat(refused.err()).contains("CKA_LOCAL false (expected: true)");
        assertThat(home.certificate()).doesNotExist();

        Outcome inspected = program.run("inspect", "--json");
        assertThat(inspected.exitCode()).isEqualTo(CHECK_FAILED);
        JsonObject report = inspected.json();
        assertThat(named(report, "fail")).containsExactly("CKA_LOCAL");
        assertThat(named(report, "unknown"))
                .containsExactlyInAnyOrder(
                        "CKA_KEY_GEN_MECHANISM", "CKA_ALWAYS_AUTHENTICATE", "CKA_ALLOWED_MECHANISMS");
        assertThat(report.get("exportRefused").getAsBoolean()).isTrue();
        assertThat(report.get("mechanism").getAsString()).isEqualTo("CKM_SHA256_RSA_PKCS_PSS");
        assertThat(report.get("ok").getAsBoolean()).isFalse();

        assertThat(program.run("serve").exitCode()).isEqualTo(CHECK_FAILED);
    }

    /** The names of the attributes of a verdict. */
    private static List<String> named(JsonObject report, String verdict) {
        return report.getAsJsonArray("attributes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(attribute -> attribute.get("verdict").getAsString().equals(verdict))
                .map(attribute -> attribute.get("name").getAsString())
                .toList();
    }

    private static AgentProgram program(Stage stage, AgentHome home) {
        Path database = stage.folder("nss-database");
        stage.run(Program.of(
                        database,
                        "certutil",
                        "-N",
                        "-d",
                        "sql:" + database,
                        "-f",
                        home.token().pinFile().toString()))
                .orThrow();
        return stage.program(home)
                .set("token.module", library())
                .set("token.label", LABEL)
                .set(
                        "token.arguments",
                        "configdir='sql:" + database + "' certPrefix='' keyPrefix='' secmod='secmod.db' flags=''");
    }

    private static String library() {
        return Libraries.find("libsoftokn3.so", "libnss3").toString();
    }
}

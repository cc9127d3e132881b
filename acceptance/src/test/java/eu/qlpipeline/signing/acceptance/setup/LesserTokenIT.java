package eu.qlpipeline.signing.acceptance.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code init} and {@code inspect} make of tokens that take less than they are asked for, or answer what is not so. */
@ExtendWith(StageExtension.class)
class LesserTokenIT {

    private static final int REFUSED = 1;

    private static final List<String> KNOWS_NO_MECHANISMS = List.of(
            "refuse-attribute CKA_ALLOWED_MECHANISMS with CKR_TEMPLATE_INCONSISTENT",
            "read-attribute CKA_ALLOWED_MECHANISMS with CKR_ATTRIBUTE_TYPE_INVALID");

    private final Stage stage;

    LesserTokenIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aKeyThatMustBeModifiableIsMadeAndWarnedAbout() {
        AgentHome home = stage.emptyAgent("modifiable");
        control(home, KNOWS_NO_MECHANISMS, "refuse-attribute CKA_MODIFIABLE false with CKR_TEMPLATE_INCONSISTENT");

        JsonObject made = program(home).run("init", "--json").orThrow().json();
        assertThat(verdicts(made))
                .containsEntry("CKA_MODIFIABLE", "warning")
                .containsEntry("CKA_ALLOWED_MECHANISMS", "unknown")
                .doesNotContainValue("fail");
        assertThat(made.get("exportRefused").getAsBoolean()).isTrue();
        assertThat(program(home).run("inspect").orThrow().out())
                .containsPattern("warning +CKA_MODIFIABLE +true \\(expected: false\\)")
                .contains("warning  CKA_MODIFIABLE: whoever has the PIN can give the key another name");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(1, 1));
    }

    @Test
    void aTokenWithoutSessionPublicKeysAndPublicCertificatesIsServed() {
        AgentHome home = stage.emptyAgent("private");
        control(
                home,
                KNOWS_NO_MECHANISMS,
                "refuse-attribute CKA_TOKEN false with CKR_ATTRIBUTE_VALUE_INVALID",
                "refuse-attribute CKA_PRIVATE false with CKR_ATTRIBUTE_VALUE_INVALID",
                "refuse-attribute CKA_MODIFIABLE with CKR_ATTRIBUTE_TYPE_INVALID",
                "refuse-attribute CKA_SIGN_RECOVER with CKR_ATTRIBUTE_READ_ONLY",
                "read-attribute CKA_SIGN_RECOVER as false",
                "refuse-attribute CKA_DERIVE with CKR_ATTRIBUTE_TYPE_INVALID");

        JsonObject made = program(home).run("init", "--json").orThrow().json();
        assertThat(verdicts(made)).doesNotContainValue("fail");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(1, 1));
        assertThat(stage.pkcs11Tool(home)
                        .asUser("--list-objects", "--type", "pubkey", "--id", stage.keyId())
                        .orThrow()
                        .out())
                .contains("Public Key Object", "ql-pipeline");
        program(home).serve().running().kill();
    }

    @Test
    void whatKeepsTheKeyInTheTokenIsNotLeftOut() {
        AgentHome home = stage.emptyAgent("extractable");
        control(home, List.of(), "refuse-attribute CKA_EXTRACTABLE with CKR_ATTRIBUTE_TYPE_INVALID");

        Refusal.of(program(home).run("init"), REFUSED)
                .says(
                        "key: the token generates none: C_GenerateKeyPair: CKR_ATTRIBUTE_TYPE_INVALID",
                        "(expected: an RSA-4096 key)")
                .hints("docs/hsm/README.md");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(0, 0));
    }

    @Test
    void aTokenThatHidesWhetherItKeepsTheKeyInsideIsRefused() {
        AgentHome home = stage.agent("hiding");
        control(
                home,
                List.of(),
                "read-attribute CKA_SENSITIVE with CKR_ATTRIBUTE_TYPE_INVALID",
                "read-attribute CKA_NEVER_EXTRACTABLE with CKR_ATTRIBUTE_TYPE_INVALID",
                "read-attribute CKA_LOCAL with CKR_ATTRIBUTE_TYPE_INVALID");

        for (String verb : List.of("inspect", "serve")) {
            Refusal.of(program(home).run(verb), REFUSED)
                    .says("key: CKA_SENSITIVE unknown (expected: true), CKA_NEVER_EXTRACTABLE unknown (expected: true),"
                            + " CKA_LOCAL unknown (expected: true)");
        }
    }

    @Test
    void answersThatAreLostLeaveOneKeyAndOneCertificate() {
        AgentHome home = stage.emptyAgent("lost");

        control(home, List.of(), "C_GenerateKeyPair after CKR_GENERAL_ERROR 1");
        Refusal.of(program(home).run("init"), REFUSED)
                .says("key: made in the token, whose answer was C_GenerateKeyPair: CKR_GENERAL_ERROR")
                .hints("signing-agent init --resume");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(1, 0));

        control(home, List.of(), "C_CreateObject return CKR_DEVICE_MEMORY always");
        Refusal.of(program(home).run("init", "--resume"), REFUSED)
                .says("certificate: the token stores none: C_CreateObject: CKR_DEVICE_MEMORY")
                .hints("key ql-pipeline stays in the token", "signing-agent init --resume");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(1, 0));

        control(home, List.of(), "C_CreateObject after CKR_ATTRIBUTE_TYPE_INVALID 1");
        Refusal.of(program(home).run("init", "--resume"), REFUSED)
                .says("certificate: stored in the token, whose answer was C_CreateObject: CKR_ATTRIBUTE_TYPE_INVALID")
                .hints("signing-agent init --resume");

        program(home).run("init", "--resume").orThrow();
        TokenView.assertWhole(stage, home);
    }

    @Test
    void aTokenWithoutTheCertificatesMechanismAllowsTheOneThereIs() {
        AgentHome home = stage.emptyAgent("mechanism");
        control(home, List.of(), "hide-mechanism CKM_SHA256_RSA_PKCS");

        JsonObject made = program(home).run("init", "--json").orThrow().json();
        assertThat(verdicts(made)).containsEntry("CKA_ALLOWED_MECHANISMS", "warning");
        assertThat(program(home).run("inspect").orThrow().out())
                .contains(
                        "CKM_SHA256_RSA_PKCS_PSS, CKM_RSA_PKCS (expected: CKM_SHA256_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS)")
                .contains("warning  CKA_ALLOWED_MECHANISMS: the token signs any digest with CKM_RSA_PKCS");
        TokenView.assertWhole(stage, home);
    }

    @Test
    void aTokenThatFailsHasRefusedNoExport() {
        AgentHome home = stage.agent("failing");
        control(home, List.of(), "read-attribute CKA_PRIME_1 with CKR_DEVICE_ERROR");

        Outcome inspected = program(home).run("inspect");
        assertThat(inspected.exitCode()).as(inspected::toString).isEqualTo(REFUSED);
        assertThat(inspected.err()).contains("C_GetAttributeValue CKA_PRIME_1: CKR_DEVICE_ERROR");
    }

    @Test
    void aVendorsWayToMakePrimesIsTaken() {
        AgentHome home = stage.agent("primes");
        control(home, List.of(), "read-attribute CKA_KEY_GEN_MECHANISM as 0x80000142");

        assertThat(program(home).run("inspect").orThrow().out())
                .containsPattern("pass +CKA_KEY_GEN_MECHANISM +0x80000142");
    }

    private static Map<String, String> verdicts(JsonObject report) {
        return report.getAsJsonArray("attributes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .collect(Collectors.toMap(
                        rule -> rule.get("name").getAsString(),
                        rule -> rule.get("verdict").getAsString()));
    }

    private AgentProgram program(AgentHome home) {
        return stage.program(home)
                .withVariable("FAULT_PKCS11_MODULE", home.token().module().toString())
                .withVariable("FAULT_PKCS11_CONTROL", faults(home).toString())
                .set("token.module", stage.faultModule().toString());
    }

    private static Path faults(AgentHome home) {
        return home.directory().resolve("faults");
    }

    /** Has the token behave so from the next program on. */
    private static void control(AgentHome home, List<String> lines, String... more) {
        try {
            Files.writeString(faults(home), String.join("\n", lines) + "\n" + String.join("\n", more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package eu.qlpipeline.signing.acceptance.setup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Spy;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code inspect} says of keys that were made without our template, by pkcs11-tool with its own defaults. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectIT {

    private static final int REFUSED = 1;
    private static final int UNUSABLE = 2;
    private static final int UNREACHABLE = 3;

    private static final String BROKEN_RULES =
            "key: CKA_DECRYPT true (expected: false), CKA_UNWRAP true (expected: false)";

    private final Stage stage;
    private final AgentHome home;
    private final Outcome withoutCertificate;
    private final Outcome withCertificate;

    InspectIT(Stage stage) {
        this.stage = stage;
        home = stage.emptyAgent("agent");
        String id = stage.keyId();
        var tool = stage.pkcs11Tool(home);
        tool.generateKey("rsa:4096", id, "ql-pipeline");
        withoutCertificate = stage.program(home).run("inspect", "--json");
        Path publicKey = home.directory().resolve("public.der");
        tool.asUser("--read-object", "--type", "pubkey", "--id", id, "--output-file", publicKey.toString())
                .orThrow();
        tool.writeCertificate(stage.certify(publicKey, -1, 1).der(), id, "ql-pipeline");
        withCertificate = stage.program(home).run("inspect", "--json");
    }

    @Test
    void isNotDoneWhereItsStandardOutputCannotBeWritten() {
        for (String where : List.of(">/dev/full", ">&-")) {
            Outcome outcome =
                    stage.program(home).run(List.of("bash", "-c", "exec \"$@\" " + where, "bash"), "certificate");
            assertThat(outcome.exitCode()).as(outcome::toString).isEqualTo(UNUSABLE);
            assertThat(outcome.err()).contains("signing-agent: standard output: cannot be written ");
        }
    }

    @Test
    void namesEachBrokenRule() {
        assertThat(withCertificate.exitCode()).as(withCertificate::toString).isEqualTo(REFUSED);
        JsonObject report = withCertificate.json();
        assertThat(report.get("ok").getAsBoolean()).isFalse();
        var verdicts = verdicts(report);
        assertThat(verdicts)
                .containsEntry("CKA_DECRYPT", "fail")
                .containsEntry("CKA_UNWRAP", "fail")
                .containsEntry("CKA_MODIFIABLE", "warning")
                .containsEntry("CKA_ALLOWED_MECHANISMS", "fail");
        assertThat(verdicts)
                .as("what pkcs11-tool does right")
                .containsEntry("CKA_LOCAL", "pass")
                .containsEntry("CKA_SIGN", "pass")
                .containsEntry("CKA_MODULUS", "pass");
        assertThat(withCertificate.err())
                .contains("signing-agent: " + BROKEN_RULES)
                .contains(
                        "hint: a key with the right attributes is made by: signing-agent init --set key.label=NAME --set key.id=HEX --out ")
                .doesNotContain("certificate: none");
    }

    private static Map<String, String> verdicts(JsonObject report) {
        return StreamSupport.stream(report.getAsJsonArray("attributes").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .collect(Collectors.toMap(
                        rule -> rule.get("name").getAsString(),
                        rule -> rule.get("verdict").getAsString()));
    }

    @Test
    void alsoSaysThatThereIsNoCertificate() {
        assertThat(withoutCertificate.exitCode())
                .as(withoutCertificate::toString)
                .isEqualTo(REFUSED);
        assertThat(withoutCertificate.json().has("certificate")).isFalse();
        assertThat(withoutCertificate.err())
                .contains("signing-agent: " + BROKEN_RULES)
                .contains("signing-agent: certificate: none with id " + stage.keyId());
    }

    @Test
    void serveRefusesSuchAKeyToo() {
        Outcome served = stage.program(home).run("serve");
        assertThat(served.exitCode()).as(served::toString).isEqualTo(REFUSED);
        assertThat(served.err()).contains("signing-agent: " + BROKEN_RULES);
    }

    /** Providers would store for years what no agent answers with. */
    @Test
    void thereIsNoKitForSuchAKey() {
        Path kit = home.directory().resolve("kit");
        Refusal.of(stage.program(home).run("provider-kit", "--provider", "a", "--out", kit.toString()), REFUSED)
                .says(BROKEN_RULES)
                .hints("signing-agent init");
        assertThat(kit).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "inspect, C_Login",
        "certificate, C_Login",
        "certificate, C_FindObjects",
        "inspect, C_Initialize",
        "provider-kit --provider a --out k, C_OpenSession"
    })
    void doesNotWaitForACallThatHangs(String verb, String call) throws IOException {
        AgentHome good = stage.agent(verb.split(" ", -1)[0] + call);
        Path control = Files.writeString(good.directory().resolve("faults"), call + " hang always\n");
        AgentProgram program = stage.program(good)
                .withVariable("FAULT_PKCS11_MODULE", good.token().module().toString())
                .withVariable("FAULT_PKCS11_CONTROL", control.toString())
                .set("token.module", stage.faultModule().toString())
                .set("supervision.hang-seconds", "1");
        var refusal = Refusal.of(program.run(verb.split(" ", -1)), UNREACHABLE)
                .says("token: " + call + " has not returned within 1 s (supervision.hang-seconds); given up")
                .hints("see whether the HSM and the way to it are up");
        if (call.equals("C_Login")) {
            refusal.hints("signing-agent pin status");
        } else {
            assertThat(refusal.hints())
                    .as("no login is remembered")
                    .noneMatch(hint -> hint.contains("signing-agent pin status"));
        }
    }

    @Test
    void triesToReadThePrivateExponent() throws IOException {
        AgentHome good = stage.agent("good");
        var spy = Spy.on(good);
        Outcome inspected = spy.watch(stage.program(good), good).run("inspect");
        assertThat(inspected.exitCode()).as(inspected::toString).isZero();
        assertThat(inspected.out()).containsPattern("pass +export of the key +refused with CKR_ATTRIBUTE_SENSITIVE");
        assertThat(inspected.out()).contains("proof level  what the token claims; no attestation by its vendor");
        String journal = Files.readString(spy.journal());
        assertThat(journal.substring(journal.lastIndexOf("CKA_PRIVATE_EXPONENT")))
                .contains("CKR_ATTRIBUTE_SENSITIVE");
    }
}

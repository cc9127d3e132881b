package eu.qlpipeline.signing.acceptance.setup;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code init} and {@code init --resume} do where something is there already. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InitIT {

    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    private final Stage stage;
    private final String id;

    InitIT(Stage stage) {
        this.stage = stage;
        this.id = stage.keyId();
    }

    @Test
    void refusesWhereKeyAndCertificateAre() throws IOException {
        AgentHome home = stage.agent("both");
        String before = TokenView.of(stage, home).toString();
        Files.delete(home.certificate());
        Refusal.of(init(home), REFUSED)
                .says("key: ql-pipeline and its certificate are in the token already (expected: neither)")
                .hints(
                        "signing-agent certificate --out FILE",
                        "signing-agent init --set key.label=NAME --set key.id=HEX --out NAME.crt"
                                + " --set certificate.key-identifiers=true");
        assertThat(home.certificate()).doesNotExist();
        assertThat(TokenView.of(stage, home)).hasToString(before);
    }

    @Test
    void refusesWhereTheFileIsAndMakesNoKey() throws IOException {
        AgentHome home = stage.emptyAgent("file");
        Files.writeString(home.certificate(), "somebody's");
        Refusal.of(init(home), USAGE).says("certificate.file: " + home.certificate());
        assertThat(home.certificate()).hasContent("somebody's");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(0, 0));
    }

    @Test
    void refusesWhereOnlyTheCertificateIs() {
        AgentHome home = stage.emptyAgent("orphan");
        Path certificate =
                stage.certify(stage.attacker().certificatePem(), -1, 1).der();
        stage.pkcs11Tool(home).writeCertificate(certificate, id, "ql-pipeline");
        String message = "certificate: id " + id + " is in the token without its key (expected: both or neither)";
        String hint = " --token-label ql-token --login --delete-object --type cert --id " + id;
        Refusal.of(init(home), REFUSED).says(message).hints(hint);
        Refusal.of(resume(home), REFUSED).says(message).hints(hint);
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(0, 1));
    }

    @Test
    void refusesWhereOnlyTheKeyIsAndResumesWhenTold() throws IOException {
        AgentHome home = stage.agent("key");
        stage.pkcs11Tool(home).delete("cert", id);
        Files.delete(home.certificate());

        Refusal.of(init(home), REFUSED)
                .says("key: ql-pipeline is in the token, its certificate is not")
                .hints("signing-agent init --resume");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(1, 0));

        Outcome resumed = resume(home);
        assertThat(resumed.exitCode()).as(resumed::toString).isZero();
        TokenView.assertWhole(stage, home);
    }

    @Test
    void resumesTheFileAlone() throws IOException {
        AgentHome home = stage.agent("only-file");
        String written = Files.readString(home.certificate());
        Files.delete(home.certificate());
        assertThat(resume(home).exitCode()).isZero();
        assertThat(home.certificate()).hasContent(written);
    }

    @Test
    void resumeRefusesWhereNothingIsLeft() throws IOException {
        AgentHome home = stage.agent("done");
        String written = Files.readString(home.certificate());
        Refusal.of(resume(home), REFUSED)
                .says("key: ql-pipeline and its certificate are in the token", "so there is nothing to resume")
                .hints("signing-agent init --resume --set key.label=NAME --set key.id=HEX");
        assertThat(home.certificate()).hasContent(written);
        TokenView.assertWhole(stage, home);
    }

    @Test
    void resumeRefusesAFileOfAnotherCertificate() throws IOException {
        AgentHome home = stage.agent("other-file");
        Files.writeString(home.certificate(), "somebody's");
        Refusal.of(resume(home), USAGE).says("certificate.file: " + home.certificate());
        assertThat(home.certificate()).hasContent("somebody's");
    }

    @Test
    void resumeRefusesTheCertificateOfAnotherKey() {
        AgentHome home = stage.agent("foreign");
        var tool = stage.pkcs11Tool(home);
        tool.delete("cert", id);
        tool.writeCertificate(
                stage.certify(stage.attacker().certificatePem(), -1, 1).der(), id, "ql-pipeline");
        Refusal.of(resume(home), REFUSED).says("certificate: belongs to another key than the one in the token");
    }

    @Test
    void resumeRefusesWhereNothingWasBegun() {
        AgentHome home = stage.emptyAgent("nothing");
        Refusal.of(resume(home), REFUSED)
                .says("key: none with label ql-pipeline in the token, so there is nothing to resume")
                .hints("start with: signing-agent init");
        assertThat(TokenView.of(stage, home)).isEqualTo(new TokenView(0, 0));
    }

    private Outcome init(AgentHome home) {
        return program(home).run("init");
    }

    private Outcome resume(AgentHome home) {
        return program(home).run("init", "--resume");
    }

    private AgentProgram program(AgentHome home) {
        return stage.program(home);
    }
}

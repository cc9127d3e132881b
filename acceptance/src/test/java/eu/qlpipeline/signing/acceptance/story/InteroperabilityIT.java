package eu.qlpipeline.signing.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.token.KeyProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Programs that are not ours verify what the agent signs, and ours verifies what they sign. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteroperabilityIT {

    private final SecureRandom random = new SecureRandom();
    private final Stage stage;
    private final AgentHome home;
    private final Path folder;
    private final Path challenge;
    private final Path signature;
    private final byte[] challengeBytes;

    InteroperabilityIT(Stage stage) throws IOException {
        this.stage = stage;
        home = stage.agent("agent");
        folder = stage.folder("answers");
        Provider provider = stage.provider("provider-a", home);
        AgentProcess agent = stage.program(home).serve();
        JsonObject verdict = provider.verify(agent.address(), home.tls().certificate())
                .orThrow()
                .json();
        challengeBytes = HexFormat.of().parseHex(verdict.get("challenge").getAsString());
        challenge = file("challenge", challengeBytes);
        signature = file(
                "signature", HexFormat.of().parseHex(verdict.get("signature").getAsString()));
    }

    @Test
    void theNotebookAcceptsTheAgentsSignature() {
        assertThat(notebook(home.certificate(), challenge, signature)).isEqualTo("VALID");
    }

    @Test
    void theNotebookRejectsTheAttacks() throws IOException {
        assertThat(notebook(home.certificate(), challenge, noise(512)))
                .as("random bytes as signature")
                .isEqualTo("INVALID");
        Path forged = file("forged", stage.attacker().forge(challengeBytes));
        assertThat(notebook(stage.attacker().certificatePem(), challenge, forged))
                .as("the forgery is a signature of another key")
                .isEqualTo("VALID");
        assertThat(notebook(home.certificate(), challenge, forged))
                .as("signature by another key")
                .isEqualTo("INVALID");
        assertThat(notebook(home.certificate(), noise(32), signature))
                .as("signature over another challenge, or a replayed answer")
                .isEqualTo("INVALID");
        assertThat(notebook(stage.attacker().certificatePem(), challenge, signature))
                .as("certificate of another key")
                .isEqualTo("INVALID");
    }

    private String notebook(Path certificate, Path challenge, Path signature) {
        return stage.python("notebook/verify.py", certificate.toString(), challenge.toString(), signature.toString())
                .orThrow()
                .out()
                .strip();
    }

    @Test
    void opensslDgstAcceptsTheMaximumSaltAndNoOther() throws IOException {
        assertThat(dgst("max", challenge, signature).exitCode()).isZero();
        assertThat(dgst("478", challenge, signature).exitCode()).isZero();
        assertThat(dgst("32", challenge, signature).exitCode()).isNotZero();
        assertThat(dgst("max", noise(32), signature).exitCode()).isNotZero();
        assertThat(dgst("max", challenge, noise(512)).exitCode()).isNotZero();
    }

    private Outcome dgst(String salt, Path message, Path signed) {
        Path publicKey = folder.resolve("public.pem");
        stage.openSsl()
                .run("x509", "-in", home.certificate().toString(), "-noout", "-pubkey", "-out", publicKey.toString())
                .orThrow();
        return stage.openSsl()
                .run(
                        "dgst",
                        "-sha256",
                        "-sigopt",
                        "rsa_padding_mode:pss",
                        "-sigopt",
                        "rsa_pss_saltlen:" + salt,
                        "-verify",
                        publicKey.toString(),
                        "-signature",
                        signed.toString(),
                        message.toString());
    }

    @Test
    void opensslPkeyutlAcceptsTheMaximumSaltAndNoOther() throws IOException {
        assertThat(pkeyutl("max", challenge, signature).exitCode()).isZero();
        assertThat(pkeyutl("32", challenge, signature).exitCode()).isNotZero();
        assertThat(pkeyutl("max", noise(32), signature).exitCode()).isNotZero();
    }

    private Outcome pkeyutl(String salt, Path message, Path signed) {
        return stage.openSsl()
                .run(
                        "pkeyutl",
                        "-verify",
                        "-certin",
                        "-inkey",
                        home.certificate().toString(),
                        "-rawin",
                        "-digest",
                        "sha256",
                        "-in",
                        message.toString(),
                        "-sigfile",
                        signed.toString(),
                        "-pkeyopt",
                        "rsa_padding_mode:pss",
                        "-pkeyopt",
                        "rsa_pss_saltlen:" + salt);
    }

    @Test
    void theVerifierAcceptsWhatTheNotebookSigns() {
        Path made = stage.folder("notebook");
        stage.python("notebook/sign.py", made.toString()).orThrow();
        Path certificate = made.resolve("ql-pipeline.crt");
        Provider provider = stage.provider("provider-b");
        provider.trust(certificate, stage.openSsl().fingerprint(certificate)).orThrow();

        Outcome accepted = provider.check("@" + made.resolve("challenge.bin"), "@" + made.resolve("signature.bin"));
        assertThat(accepted.exitCode()).as(accepted::toString).isZero();
        assertThat(accepted.json().get("verified").getAsBoolean()).isTrue();

        Outcome rejected = provider.check("@" + challenge, "@" + made.resolve("signature.bin"));
        assertThat(rejected.exitCode()).as(rejected::toString).isEqualTo(1);
        assertThat(rejected.json().get("reason").getAsString()).isEqualTo("SIGNATURE_INVALID");
    }

    @Test
    void pkcs11ToolSeesAKeyThatOnlySigns() {
        var tool = stage.pkcs11Tool(stage.agent("pkcs11-tool"));
        String listed = tool.asUser("--list-objects", "--type", "privkey", "--id", stage.keyId())
                .orThrow()
                .out();
        assertThat(listed.lines().map(String::strip))
                .contains("Usage:      sign", "Access:     sensitive, always sensitive, never extractable, local");
    }

    @Test
    void theTokenTellsTheModulusAndNoSecretPartOfTheKey() {
        AgentHome copy = stage.agent("export");
        assertThat(stage.askForKey(copy, stage.keyId()).orThrow().out().lines())
                .containsExactlyElementsOf(KeyProbe.NOTHING_SECRET);
    }

    private Path noise(int length) throws IOException {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return file("noise" + length, bytes);
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }
}

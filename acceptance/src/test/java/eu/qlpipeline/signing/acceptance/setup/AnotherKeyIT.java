package eu.qlpipeline.signing.acceptance.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ways to another signing key and to another TLS key that docs/operation.md describes. */
@ExtendWith(StageExtension.class)
class AnotherKeyIT {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Pattern SHOWN = Pattern.compile("reload: server certificate: until ");
    private static final String LABEL = "ql-2027";
    private static final String ID = "716c2d32303237";

    @Test
    void anotherKeyIsMadeBesideTheOneInUseAndTakesItsPlace(Stage stage) {
        AgentHome home = stage.agent("another-key");
        Provider provider = stage.provider("stores-both", home);
        AgentProgram before = stage.program(home);
        Path certificate = home.directory().resolve("ql-2027.crt");
        AgentProcess old = before.serve();

        before.set("key.label", LABEL)
                .set("key.id", ID)
                .set("certificate.key-identifiers", "true")
                .run("init", "--out", certificate.toString())
                .orThrow();
        assertAnswersFor(home.certificate(), provider, old, home, stage);
        assertIsShownAndHandedOut(before.set("key.label", LABEL).set("key.id", ID), certificate, home, stage);
        provider.trust(certificate, stage.openSsl().fingerprint(certificate)).orThrow();
        stop(old);
        // What the operator is to see before the new key is put in: every record is covered, by the old one.
        assertThat(before.run("audit", "verify").orThrow().out()).endsWith("good\n");

        AgentProgram after =
                before.set("key.label", LABEL).set("key.id", ID).set("certificate.file", certificate.toString());
        AgentProcess renewed = after.serve();
        assertAnswersFor(certificate, provider, renewed, home, stage);
        stop(renewed);

        assertThat(after.run("audit", "verify").out()).contains("CHECKPOINT_FOREIGN");
        Outcome verified = after.run(verification(home.certificate(), certificate));
        assertThat(verified.orThrow().out()).endsWith("good\n");
    }

    @Test
    void providersThatNameTheAgentAsAGroupFollowAChangeOfItsTlsKey(Stage stage) throws IOException {
        AgentHome home = stage.agent("another-tls-key");
        Provider provider = stage.provider("pins-both", home);
        Path pinned = Files.copy(home.tls().certificate(), home.directory().resolve("pinned.crt"));
        TlsIdentity next = stage.identity("next-tls");
        AgentProcess agent = stage.program(home).serve();

        renew(home.tls(), stage.openSsl());
        agent.running().awaitError(SHOWN, DEADLINE);
        provider.verify(agent.address(), pinned).orThrow();

        String[] both = {"verify", "--agent-certificate", next.certificate().toString()};
        provider.ask("dns:///" + agent.address(), pinned, both).orThrow();
        Files.copy(next.certificate(), home.tls().certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(next.key(), home.tls().key(), StandardCopyOption.REPLACE_EXISTING);
        await().atMost(DEADLINE)
                .until(() ->
                        provider.verify(agent.address(), next.certificate()).exitCode() == 0);
        provider.ask("dns:///" + agent.address(), pinned, both).orThrow();
        assertThat(provider.verify(agent.address(), pinned).exitCode()).isEqualTo(1);
    }

    /** With the file of the old key no agent would serve, but providers are to have the new one before. */
    private static void assertIsShownAndHandedOut(AgentProgram program, Path certificate, AgentHome home, Stage stage) {
        Outcome inspected = program.run("inspect");
        assertThat(inspected.out()).contains(stage.openSsl().fingerprint(certificate));
        Refusal.of(inspected, 1)
                .says("certificate: SHA256:" + stage.openSsl().fingerprint(certificate), ", that of certificate.file ")
                .hints("docs/operation.md says under another key");
        program.set("certificate.file", certificate.toString()).run("inspect").orThrow();

        Path kit = home.directory().resolve("kit");
        program.run("provider-kit", "--provider", "a", "--out", kit.toString()).orThrow();
        assertThat(kit.resolve("ql-pipeline.crt")).hasSameTextualContentAs(certificate);
    }

    private static void renew(TlsIdentity tls, OpenSsl openSsl) {
        openSsl.run(
                        "req",
                        "-x509",
                        "-key",
                        tls.key().toString(),
                        "-days",
                        "3650",
                        "-subj",
                        "/CN=signing-agent",
                        "-out",
                        tls.certificate().toString())
                .orThrow();
    }

    /** In order, so that the last checkpoint is signed by the key that signed the records. */
    private static void stop(AgentProcess agent) {
        agent.running().terminate();
        assertThat(agent.running().await(DEADLINE).exitCode()).isEqualTo(143);
    }

    private static void assertAnswersFor(
            Path certificate, Provider provider, AgentProcess agent, AgentHome home, Stage stage) {
        var answer = provider.verify(agent.address(), home.tls().certificate()).orThrow();
        assertThat(answer.json().get("certificate").toString())
                .contains(stage.openSsl().fingerprint(certificate));
    }

    private static String[] verification(Path... certificates) {
        var verb = new ArrayList<>(List.of("audit", "verify"));
        for (Path certificate : certificates) {
            verb.addAll(List.of("--certificate", certificate.toString()));
        }
        return verb.toArray(String[]::new);
    }
}

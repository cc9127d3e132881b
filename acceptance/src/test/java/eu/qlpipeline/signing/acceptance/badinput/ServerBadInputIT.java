package eu.qlpipeline.signing.acceptance.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code serve} says where port, TLS files, callers or configuration are not as they should be. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerBadInputIT {

    private static final int USAGE = 2;
    private static final String PUT_BACK = "put back the pair that belongs together";

    private final Stage stage;
    private final AgentHome home;
    private final AgentProgram program;
    private final Path files;

    ServerBadInputIT(Stage stage) {
        this.stage = stage;
        home = stage.agent("agent");
        program = stage.program(home);
        files = stage.folder("files");
    }

    @Test
    void anOccupiedPort() throws IOException {
        assertTaken("server.port", "--set server.port=NUMBER");
    }

    @Test
    void anOccupiedPortForMetrics() throws IOException {
        assertTaken("metrics.port", "--set metrics.port=NUMBER", "--set metrics.port=off");
    }

    private void assertTaken(String key, String... others) throws IOException {
        try (var occupant = Stage.occupyPort()) {
            String port = Integer.toString(occupant.getLocalPort());
            Path log = files.resolve("log-" + key);
            Refusal.of(
                            program.set(key, port)
                                    .set("audit.directory", log.toString())
                                    .run("serve"),
                            USAGE)
                    .says(key + ": 127.0.0.1:" + port + " cannot be bound: ")
                    .hints("ss -ltnp 'sport = :" + port + "'")
                    .hints(others);
            assertThat(log).as("a start that fails leaves no record").doesNotExist();
        }
    }

    @Test
    void aMissingTlsCertificate() {
        refusedCertificate(files.resolve("missing.crt"))
                .says(" cannot be read (expected: a file in PEM)")
                .hints("openssl req -x509 -key " + home.tls().key() + " ");
    }

    @Test
    void aForeignTlsCertificate() {
        refusedCertificate(home.tls().key())
                .says(" holds no X.509 certificate (expected: PEM)")
                .hints(PUT_BACK);
    }

    @Test
    void aTruncatedTlsCertificate() throws IOException {
        refusedCertificate(truncated(home.tls().certificate()))
                .says(" holds no X.509 certificate (expected: PEM)")
                .hints(PUT_BACK);
    }

    private Refusal refusedCertificate(Path file) {
        return Refusal.of(program.set("server.certificate", file.toString()).run("serve"), USAGE)
                .says("server.certificate: " + file);
    }

    @Test
    void aMissingTlsKey() {
        refusedKey(files.resolve("missing.key"))
                .says(" cannot be read (expected: a file in PEM)")
                .hints(PUT_BACK);
    }

    @Test
    void aForeignTlsKey() throws IOException {
        Path foreign = privateFile("foreign.key", Files.readString(home.tls().certificate()));
        refusedKey(foreign)
                .says(" holds no EC private key (expected: PKCS#8 in PEM)")
                .hints(PUT_BACK);
    }

    @Test
    void aTruncatedTlsKey() throws IOException {
        Path truncated = truncated(home.tls().key());
        refusedKey(truncated)
                .says(" holds no EC private key (expected: PKCS#8 in PEM)")
                .hints(PUT_BACK);
    }

    @Test
    void anRsaTlsKey() {
        Path rsa = stage.attacker().certificatePem().resolveSibling("another.key");
        refusedKey(rsa)
                .says(" holds no EC private key (expected: PKCS#8 in PEM)")
                .hints(PUT_BACK);
    }

    @Test
    void theTlsKeyOfAnotherCertificate() {
        Path other = stage.identity("other").key();
        refusedKey(other)
                .says(" is not the key of " + home.tls().certificate() + " (expected: a pair)")
                .hints(PUT_BACK);
    }

    @Test
    void aTlsKeyThatEverybodyCanRead() throws IOException {
        Path open = privateFile("open.key", Files.readString(home.tls().key()));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        refusedKey(open)
                .says(" is open to others (expected: mode 0600, or 0640 for a group of the agent's)")
                .hints("chmod o-rwx,g-w " + open);
    }

    private Refusal refusedKey(Path file) {
        return Refusal.of(program.set("server.key", file.toString()).run("serve"), USAGE)
                .says("server.key: " + file);
    }

    @Test
    void allProblemsOfAllCallersAtOnce() throws IOException {
        AgentHome other = stage.agent("callers");
        Path good = stage.identity("good").certificate();
        other.admit("good", good);
        other.admit("twin", good);
        Path cut = other.providers().resolve("cut.crt");
        Files.copy(truncated(good), cut);
        Path cutFile = caller(other, "cut", """
                certificate: cut.crt
                purposes: [raw-challenge]
                """);
        Path misspelt = caller(other, "misspelt", """
                certificate: good.crt
                purposes: [raw-chalenge]
                purposses: [raw-challenge]
                """);

        var refusal = Refusal.of(stage.program(other).run("serve"), USAGE);

        assertThat(refusal.messages())
                .containsExactlyInAnyOrder(
                        cutFile + ":1:14: certificate: cut.crt is not a certificate (expected: X.509 in PEM)",
                        misspelt + ":2:12: unknown purpose: raw-chalenge (did you mean raw-challenge?)",
                        misspelt + ":3:1: unknown key: purposses (did you mean purposes?)",
                        other.providers().resolve("twin.yaml")
                                + ": certificate: has the key of good.yaml (expected: one file for a key)");
    }

    private static Path caller(AgentHome agent, String name, String yaml) throws IOException {
        return Files.writeString(agent.providers().resolve(name + ".yaml"), yaml);
    }

    @Test
    void allProblemsOfTheConfigurationAtOnce() throws IOException {
        AgentHome other = stage.agent("configuration");
        Path configuration = other.configuration();
        String good = Files.readString(configuration);
        Files.writeString(configuration, """
                singing:
                  threads: 2
                signing:
                  threads: many
                log:
                  levle: debug
                """, StandardOpenOption.APPEND);
        int line = (int) good.lines().count();

        var refusal = Refusal.of(stage.program(other).run("serve"), USAGE);

        assertThat(refusal.messages())
                .hasSize(3)
                .anySatisfy(message -> assertThat(message)
                        .startsWith(configuration + ":" + (line + 1) + ":1: unknown key: singing")
                        .contains("did you mean signing"))
                .anySatisfy(message -> assertThat(message)
                        .startsWith(configuration + ":" + (line + 4) + ":")
                        .contains("signing.threads"))
                .anySatisfy(message -> assertThat(message)
                        .startsWith(configuration + ":" + (line + 6) + ":3: unknown key: log.levle")
                        .contains("did you mean log.level?"));
    }

    private Path truncated(Path pem) throws IOException {
        String text = Files.readString(pem);
        return privateFile("truncated-" + pem.getFileName(), text.substring(0, text.length() / 2));
    }

    private Path privateFile(String name, String content) throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(Files.createFile(files.resolve(name), owner), content);
    }
}

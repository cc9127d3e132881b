package eu.qlpipeline.signing.acceptance.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Spy;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@code serve} says where library, token, PIN, key or certificate are not as they should be, and which certificates no verb
 * hands out.
 */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenBadInputIT {

    private static final int REFUSED = 1;
    private static final int UNREACHABLE = 3;

    private final Stage stage;
    private final String id;

    TokenBadInputIT(Stage stage) {
        this.stage = stage;
        this.id = stage.keyId();
    }

    @Test
    void aWrongPinIsTriedOnceAndNoPinAfterIt() throws IOException {
        AgentHome home = stage.agent("wrong-pin");
        Path wrong = privateFile(home, "wrong", "0000-not-the-pin");
        var spy = Spy.on(home);
        AgentProgram program = spy.watch(stage.program(home), home);

        Refusal.of(program.set("token.pin.file", wrong.toString()).run("serve"), REFUSED)
                .says("PIN of token ql-token: refused with CKR_PIN_INCORRECT on ", ", latched; not tried again")
                .hints("correct the PIN before you start again");
        assertThat(Collections.frequency(spy.calls(), "C_Login")).isEqualTo(1);

        Refusal.of(program.run("serve"), REFUSED)
                .says("PIN of token ql-token: refused with CKR_PIN_INCORRECT on ", ", latched; not tried again")
                .hints("log in once by hand", "signing-agent pin unlatch");
        assertThat(Collections.frequency(spy.calls(), "C_Login"))
                .as("not even with the right PIN")
                .isEqualTo(1);

        stage.pkcs11Tool(home).asUser("--list-objects").orThrow();
        program.run("pin", "unlatch").orThrow();
        assertThat(program.run("inspect").exitCode()).isZero();
    }

    @Test
    void noTokenOfThatLabel() {
        AgentHome home = stage.agent("no-token");
        Refusal.of(stage.program(home).set("token.label", "another").run("serve"), UNREACHABLE)
                .says(
                        "token: none matches token with label another",
                        "found: label ql-token serial " + stage.tokenSerial())
                .hints("correct token.label, token.serial or token.uri");
    }

    @Test
    void twoTokensOfOneLabel() {
        AgentHome home = twins("twins");
        Refusal.of(stage.program(home).run("serve"), UNREACHABLE)
                .says("token: 2 match token with label ql-token", "serial " + stage.tokenSerial())
                .hints("name the token by token.serial, which is unique");
    }

    @Test
    void theSerialTellsTwinsApart() {
        AgentHome home = twins("twins-serial");
        rename(home, "serial: " + stage.tokenSerial());
        assertInspects(home);
    }

    @Test
    void aUriTellsTwinsApart() {
        AgentHome home = twins("twins-uri");
        rename(home, "uri: 'pkcs11:token=ql-token;serial=" + stage.tokenSerial() + "'");
        assertInspects(home);
    }

    private AgentHome twins(String name) {
        AgentHome home = stage.agent(name);
        stage.pkcs11Tool(home).addToken(home.token().label());
        return home;
    }

    private static void rename(AgentHome home, String selector) {
        edit(home.configuration(), "label: ql-token", selector);
    }

    private void assertInspects(AgentHome home) {
        Outcome inspected = stage.program(home).run("inspect");
        assertThat(inspected.exitCode()).as(inspected::toString).isZero();
        assertThat(inspected.out()).contains("serial " + stage.tokenSerial());
    }

    @Test
    void noKey() {
        Refusal.of(stage.program(stage.emptyAgent("no-key")).run("serve"), REFUSED)
                .says("key: none with label ql-pipeline and id " + id + " (expected: 1)")
                .hints("signing-agent init");
    }

    @Test
    void twoKeys() {
        AgentHome home = stage.agent("two-keys");
        stage.pkcs11Tool(home).generateKey("rsa:1024", id, "second");
        Refusal.of(stage.program(home).run("serve"), REFUSED)
                .says("key: 2 private keys with label ql-pipeline or id " + id + " (expected: 1)")
                .hints("choose a key.label and a key.id that only one key carries");
    }

    @Test
    void noCertificate() {
        AgentHome home = stage.agent("no-certificate");
        stage.pkcs11Tool(home).delete("cert", id);
        Refusal.of(stage.program(home).run("serve"), REFUSED)
                .says("certificate: none with id " + id + " in the token (expected: 1)")
                .hints("signing-agent init --resume");
    }

    @Test
    void theCertificateOfAnotherKey() throws IOException {
        AgentHome home = agentWithCertificate(
                "foreign",
                stage.certify(stage.attacker().certificatePem(), -1, 1).der());
        Refusal.of(stage.program(home).run("serve"), REFUSED)
                .says("certificate: belongs to another key than the one in the token")
                .hints("signing-agent inspect");
    }

    @Test
    void anExpiredCertificate() throws IOException {
        AgentHome original = stage.agent("expiring");
        AgentHome home = agentWithCertificate(
                "expired", stage.certify(original.certificate(), -2, -1).der());
        Refusal.of(stage.program(home).run("serve"), REFUSED)
                .says("certificate: expired at ", "(expected: valid now)")
                .hints(
                        "check this machine's clock, which says ",
                        "signing-agent init --set key.label=NAME --set key.id=HEX --out NAME.crt"
                                + " --set certificate.key-identifiers=true",
                        "docs/operation.md");
    }

    @Test
    void aCertificateThatIsNotValidYet() throws IOException {
        AgentHome original = stage.agent("coming");
        AgentHome home = agentWithCertificate(
                "early", stage.certify(original.certificate(), 1, 2).der());
        Refusal.of(stage.program(home).run("serve"), REFUSED)
                .says("certificate: not valid before ", "(expected: valid now)")
                .hints("check this machine's clock");
    }

    /** Whoever stored it would let in the owner of that other key. */
    @Test
    void theCertificateOfAnotherKeyIsHandedOutByNoVerb() throws IOException {
        AgentHome home = agentWithCertificate(
                "handed-out",
                stage.certify(stage.attacker().certificatePem(), -1, 1).der());
        Path out = home.directory().resolve("out");
        for (String verb : List.of("certificate --out " + out, "provider-kit --provider a --out " + out)) {
            Refusal.of(stage.program(home).run(verb.split(" ", -1)), REFUSED)
                    .says("certificate: belongs to another key than the one in the token")
                    .hints("signing-agent inspect");
            assertThat(out).as(verb).doesNotExist();
        }
    }

    /** Receipts of what its key signed are verified with it. */
    @Test
    void anExpiredCertificateIsInNoKitButCanBeRead() throws IOException {
        AgentHome original = stage.agent("ending");
        AgentHome home = agentWithCertificate(
                "ended", stage.certify(original.certificate(), -2, -1).der());
        Path kit = home.directory().resolve("kit");
        Refusal.of(stage.program(home).run("provider-kit", "--provider", "a", "--out", kit.toString()), REFUSED)
                .says("certificate: expired at ", "(expected: valid now)")
                .hints("docs/operation.md");
        assertThat(kit).doesNotExist();

        stage.program(home)
                .run("certificate", "--out", home.certificate().toString())
                .orThrow();
    }

    private AgentHome agentWithCertificate(String name, Path der) throws IOException {
        AgentHome home = stage.agent(name);
        var tool = stage.pkcs11Tool(home);
        tool.delete("cert", id);
        tool.writeCertificate(der, id, "ql-pipeline");
        // It would be found first that it is not the one in there.
        Files.delete(home.certificate());
        return home;
    }

    @Test
    void anRsa2048KeyAndItsCertificate() {
        AgentHome home = stage.emptyAgent("rsa-2048");
        var tool = stage.pkcs11Tool(home);
        tool.generateKey("rsa:2048", id, "ql-pipeline");
        Path publicKey = home.directory().resolve("public.der");
        tool.asUser("--read-object", "--type", "pubkey", "--id", id, "--output-file", publicKey.toString())
                .orThrow();
        tool.writeCertificate(stage.certify(publicKey, -1, 1).der(), id, "ql-pipeline");
        Refusal.of(stage.program(home).run("serve"), REFUSED)
                .says("2048", "4096")
                .hints("signing-agent init");
    }

    @Test
    void noModuleFile() {
        AgentHome home = stage.agent("no-module");
        Path missing = home.directory().resolve("missing.so");
        Refusal.of(stage.program(home).set("token.module", missing.toString()).run("serve"), UNREACHABLE)
                .says("token.module: " + missing + " is not a file")
                .hints("install the HSM's PKCS#11 library");
    }

    @Test
    void aModuleThatIsNoLibrary() throws IOException {
        AgentHome home = stage.agent("text-module");
        Path text = Files.writeString(home.directory().resolve("text.so"), "not a library");
        Refusal.of(stage.program(home).set("token.module", text.toString()).run("serve"), UNREACHABLE)
                .says("token.module: " + text + " cannot be loaded (expected: a PKCS#11 library)")
                .hints("for this machine's architecture");
    }

    @Test
    void aLibraryThatOthersMayWrite() throws IOException {
        AgentHome home = stage.agent("open-module");
        Path open = Files.copy(home.token().module(), home.directory().resolve("open.so"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--rw-"));
        Refusal.of(stage.program(home).set("token.module", open.toString()).run("serve"), UNREACHABLE)
                .says("token.module: " + open + ": can be written by others (expected: by its owner and group alone)")
                .hints("chmod o-w " + open);
    }

    @Test
    void aLibraryThatIsNotOfPkcs11() {
        AgentHome home = stage.agent("other-library");
        Path other = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
        assertThat(other).exists();
        Refusal.of(stage.program(home).set("token.module", other.toString()).run("serve"), UNREACHABLE)
                .says("token.module: " + other + " cannot be loaded (expected: a PKCS#11 library)")
                .hints("check that the file is a PKCS#11 library");
    }

    @Test
    void aPinFileThatEverybodyCanRead() throws IOException {
        AgentHome home = stage.agent("open-pin");
        Path pin = privateFile(home, "pin", home.token().pin());
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r--r--"));
        refusedPinFile(home, pin)
                .says("PIN file " + pin + ": mode 0644 (expected: 0600 or 0400)")
                .hints("others may have read the PIN; change it, then: chmod 600 " + pin);
    }

    @Test
    void aPinFileThatIsNotThere() {
        AgentHome home = stage.agent("no-pin");
        Path pin = home.directory().resolve("missing-pin");
        refusedPinFile(home, pin).says("PIN file " + pin + ": does not exist").hints("chmod 600 " + pin);
    }

    @Test
    void aPinFileThatIsAFolder() {
        AgentHome home = stage.agent("pin-folder");
        Path pin = home.providers();
        refusedPinFile(home, pin)
                .says("PIN file " + pin + ": not a regular file")
                .hints("names a file that holds nothing but the PIN");
    }

    @Test
    void aPinFileWithoutReadPermission() throws IOException {
        AgentHome home = stage.agent("unreadable-pin");
        Path pin = privateFile(home, "pin", home.token().pin());
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("-w-------"));
        refusedPinFile(home, pin)
                .says("PIN file " + pin + ": mode 0200 (expected: 0600 or 0400)")
                .hints("chmod 600 " + pin);
    }

    @Test
    void anEmptyPinFile() throws IOException {
        AgentHome home = stage.agent("empty-pin");
        Path pin = privateFile(home, "pin", "");
        refusedPinFile(home, pin)
                .says("PIN file " + pin + ": empty (expected: 1 to 256 bytes)")
                .hints("the file holds the PIN and at most one newline after it");
    }

    private Refusal refusedPinFile(AgentHome home, Path pin) {
        var spy = Spy.on(home);
        AgentProgram program = spy.watch(stage.program(home), home).set("token.pin.file", pin.toString());
        var refusal = Refusal.of(program.run("serve"), REFUSED);
        assertThat(spy.calls()).doesNotContain("C_Login");
        return refusal;
    }

    private static Path privateFile(AgentHome home, String name, String content) throws IOException {
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(Files.createFile(home.directory().resolve(name), owner), content);
    }

    private static void edit(Path file, String old, String replacement) {
        try {
            String text = Files.readString(file);
            assertThat(text).contains(old);
            Files.writeString(file, text.replace(old, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No hint about the agent's TLS identity costs the key that providers pin. */
class ServerIdentityTest {

    private static final String PUT_BACK =
            "put back the pair that belongs together; a new key has to be sent to every provider";

    @TempDir
    private Path directory;

    private Path certificate;
    private Path key;

    @BeforeEach
    void nameTheFiles() {
        certificate = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
    }

    private void writeCertificate() throws IOException {
        Files.writeString(certificate, CertificateEncoding.pem(TestingKeys.certificate(1)));
    }

    private void writeAnotherKey() throws IOException, GeneralSecurityException {
        byte[] der = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Files.writeString(
                key,
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    }

    private AgentException refused() {
        var settings = new ServerSettings("localhost", 1, certificate, key, false, Duration.ZERO);
        return catchThrowableOfType(AgentException.class, () -> ServerIdentity.load(settings));
    }

    @Test
    void aPairIsMadeOnlyWhereNeitherFileIs() {
        AgentException refused = refused();
        assertThat(refused)
                .hasMessage("server.certificate: " + certificate + " cannot be read (expected: a file in PEM)");
        assertThat(refused.hints())
                .singleElement()
                .asString()
                .startsWith("make a pair with: openssl req -x509 -newkey ec ")
                .endsWith(" -keyout " + key + " -out " + certificate);
    }

    @Test
    void aMissingCertificateIsMadeOfTheKeyThatIsThere() throws IOException, GeneralSecurityException {
        writeAnotherKey();
        assertThat(refused().hints())
                .singleElement()
                .asString()
                .endsWith("openssl req -x509 -key " + key
                        + " -days 3650 -subj /CN=signing-agent -addext subjectAltName=DNS:signing-agent -out "
                        + certificate);
    }

    /** As where it belongs to root, and the agent reads it by its group. */
    @Test
    void aKeyThatIsOpenToOthersIsClosedToThemAlone() throws IOException, GeneralSecurityException {
        writeCertificate();
        writeAnotherKey();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-r--"));
        AgentException refused = refused();
        assertThat(refused)
                .hasMessage("server.key: " + key
                        + " is open to others (expected: mode 0600, or 0640 for a group of the agent's)");
        assertThat(refused.hints()).containsExactly("whoever owns it, its readers stay: chmod o-rwx,g-w " + key);
    }

    @Test
    void aMissingKeyIsPutBack() throws IOException {
        writeCertificate();
        AgentException refused = refused();
        assertThat(refused).hasMessage("server.key: " + key + " cannot be read (expected: a file in PEM)");
        assertThat(refused.hints()).containsExactly(PUT_BACK);
    }

    @Test
    void aKeyOfAnotherCertificateIsPutBack() throws IOException, GeneralSecurityException {
        writeCertificate();
        writeAnotherKey();
        AgentException refused = refused();
        assertThat(refused)
                .hasMessage("server.key: " + key + " is not the key of " + certificate + " (expected: a pair)");
        assertThat(refused.hints()).containsExactly(PUT_BACK);
    }

    @Test
    void whatIsNeitherKeyNorCertificateIsPutBack() throws IOException, GeneralSecurityException {
        Files.writeString(certificate, "none");
        writeAnotherKey();
        assertThat(refused().hints()).containsExactly(PUT_BACK);
        writeCertificate();
        Files.writeString(key, "none");
        assertThat(refused().hints()).hasSize(2).contains(PUT_BACK).noneMatch(hint -> hint.contains("openssl req"));
    }

    @Test
    void aFileThatThisUserMayNotReadIsOpenedToIt() {
        var files = new IdentityFiles(certificate, key);
        var denied = new AccessDeniedException(key.toString());

        AgentException refusedKey = files.unreadableKey(denied);
        assertThat(refusedKey)
                .hasMessageStartingWith("server.key: " + key + " is not readable by this user (expected: ");
        assertThat(refusedKey.hints())
                .singleElement()
                .asString()
                .endsWith(": chown root:signing-agent " + key + "; chmod 640 " + key);

        AgentException refusedCertificate = files.unreadableCertificate(denied);
        assertThat(refusedCertificate)
                .hasMessageStartingWith("server.certificate: " + certificate + " is not readable by this user");
        assertThat(refusedCertificate.hints()).singleElement().asString().endsWith("chmod 644 " + certificate);
    }

    @Test
    void anotherFailureOfTheDiskIsNoReasonToMakeAKey() {
        var failure = new FileSystemException(key.toString(), null, "Input/output error");
        assertThat(new IdentityFiles(certificate, key).unreadableKey(failure).hints())
                .singleElement()
                .asString()
                .doesNotContain("openssl");
    }

    @Test
    void saysWhichModesItTakes() throws IOException, GeneralSecurityException {
        writeCertificate();
        writeAnotherKey();
        for (String open : new String[] {"rw-rw----", "rw-r--r--", "rw-----w-"}) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(open));
            assertThat(refused())
                    .as(open)
                    .hasMessageEndingWith("(expected: mode 0600, or 0640 for a group of the agent's)");
        }
        for (String closed : new String[] {"rw-------", "r--r-----"}) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(closed));
            assertThat(refused()).as(closed).hasMessageContaining(" is not the key of ");
        }
    }
}

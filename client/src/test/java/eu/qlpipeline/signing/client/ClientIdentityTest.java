package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdentityTest {

    private static final KeyPair KEY = TestingKeys.ec();
    private static final X509Certificate CERTIFICATE = TestingCertificates.tls(KEY, "CN=provider-a");

    @TempDir
    private Path directory;

    @Test
    void readsACertificateAndItsKey() throws Exception {
        var identity = ClientIdentity.read(
                write("provider.crt", TestingCertificates.pem(CERTIFICATE)),
                write("provider.key", TestingCertificates.pem(KEY.getPrivate())));
        assertThat(identity.certificate()).isEqualTo(CERTIFICATE);
        assertThat(identity).hasToString("ClientIdentity[CN=provider-a]");
    }

    @Test
    void refusesTheKeyOfAnotherCertificate() {
        assertThatThrownBy(() -> ClientIdentity.of(CERTIFICATE, TestingKeys.ec().getPrivate()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage("key: of another certificate (expected: the certificate's key)");
    }

    @Test
    void refusesAKeyOfAnotherAlgorithm() {
        Path certificate = write("provider.crt", TestingCertificates.pem(CERTIFICATE));
        Path key = write(
                "provider.key", TestingCertificates.pem(TestingKeys.rsa2048().getPrivate()));
        assertThatThrownBy(() -> ClientIdentity.read(certificate, key))
                .hasMessage("content: not a PKCS#8 key of the certificate's algorithm (expected: EC)")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "CERTIFICATE"})
    void refusesEveryFormButPlainPkcs8AndShowsNothingOfIt(String label) {
        Path certificate = write("provider.crt", TestingCertificates.pem(CERTIFICATE));
        String pem = TestingCertificates.pem(label, KEY.getPrivate().getEncoded());
        Path key = write("provider.key", pem);
        assertThatThrownBy(() -> ClientIdentity.read(certificate, key))
                .hasMessageContaining("PKCS#8 as of: openssl pkcs8 -topk8 -nocrypt")
                .hasMessageNotContaining(pem.lines().skip(1).findFirst().orElseThrow());
    }

    private Path write(String name, String text) {
        return TestingCertificates.write(directory, name, text);
    }
}

package eu.qlpipeline.signing.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.policy.TestingKeys;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateEncodingTest {

    private static final X509Certificate CERTIFICATE = TestingKeys.certificate(1);
    private static final String PEM = CertificateEncoding.pem(CERTIFICATE);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void readsWhatItWrites() {
        assertThat(CertificateEncoding.alone(CertificateEncoding.der(CERTIFICATE)))
                .contains(CERTIFICATE);
        assertThat(CertificateEncoding.alone(bytes(PEM))).contains(CERTIFICATE);
        assertThat(PemBytes.content(bytes(PEM), "CERTIFICATE")).isEqualTo(CertificateEncoding.der(CERTIFICATE));
    }

    @Test
    void writesLinesOfAtMost64Characters() {
        assertThat(PEM).endsWith("\n").doesNotContain("\r");
        assertThat(PEM.lines()).allMatch(line -> line.length() <= 64).anyMatch(line -> line.length() == 64);
    }

    @Test
    void takesBlanksAroundACertificateAndNothingElse() {
        assertThat(CertificateEncoding.alone(bytes(" \r\n" + PEM.replace("\n", "\r\n") + "\n")))
                .contains(CERTIFICATE);
        for (String other : List.of("", "subject=CN\n" + PEM, PEM + PEM, PEM + "note", "no certificate")) {
            assertThat(CertificateEncoding.alone(bytes(other))).as(other).isEmpty();
        }
    }
}

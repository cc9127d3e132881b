package eu.qlpipeline.signing.client.trust;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files, the same ones in each run: every one is refused with a reason, or still is the pinned certificate. */
class TrustStoreFuzzTest {

    private static final int FILES = 3_000;
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final CertificateFingerprint FINGERPRINT = CertificateFingerprint.of(CERTIFICATE);
    private static final String LINES = "mode: bound\naudience: provider-a.example\nchannel-binding: none\n";
    private static final byte[] PEM =
            (LINES + TestingCertificates.pem(CERTIFICATE)).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123})
    void neverTrustsADamagedFile(long seed) throws Exception {
        var random = new Random(seed);
        Path file = directory.resolve(FINGERPRINT.hex() + ".pem");
        TrustStore store = TrustStore.at(directory);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            Files.write(file, i % 2 == 0 ? damagedText(random) : damagedDer(random));
            refused += refused(store) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(FILES * 8 / 10);
    }

    private static boolean refused(TrustStore store) {
        try {
            StoredCertificate stored = store.find(FINGERPRINT).orElseThrow();
            assertThat(stored.certificate()).isEqualTo(CERTIFICATE);
            assertThat(stored.enrolment()).isInstanceOf(Enrolment.Bound.class);
            return false;
        } catch (TrustStoreException e) {
            assertThat(e.reason())
                    .isIn(
                            TrustStoreException.Reason.FINGERPRINT_MISMATCH,
                            TrustStoreException.Reason.ENROLMENT_UNREADABLE,
                            TrustStoreException.Reason.NOT_ONE_CERTIFICATE,
                            TrustStoreException.Reason.PRIVATE_KEY);
            return true;
        }
    }

    private static byte[] damagedText(Random random) {
        byte[] pem = PEM.clone();
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(pem, random.nextInt(pem.length));
            case 1 -> Arrays.copyOfRange(pem, 1 + random.nextInt(pem.length - 1), pem.length);
            case 2 -> overwritten(pem, random, 1 + random.nextInt(40));
            default -> overwritten(pem, random, 1);
        };
    }

    private static byte[] damagedDer(Random random) throws IOException {
        byte[] der = Base64.getMimeDecoder()
                .decode(TestingCertificates.pem(CERTIFICATE).replaceAll("-----[A-Z ]+-----", ""));
        byte[] damaged = random.nextInt(4) == 0
                ? Arrays.copyOf(der, random.nextInt(der.length + 8))
                : overwritten(der, random, 1 + random.nextInt(6));
        return (LINES + TestingCertificates.pem("CERTIFICATE", damaged)).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] overwritten(byte[] bytes, Random random, int count) {
        for (int i = 0; i < count; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}

package eu.qlpipeline.signing.client.internal.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;

/** No copy of a key is left in the bytes that it was read from. */
class PrivateKeyPemTest {

    private static final KeyPair KEY = TestingKeys.ec();

    private static byte[] pem(byte[] key) {
        return TestingCertificates.pem("PRIVATE KEY", key).getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertWiped(byte[] bytes) {
        assertThat(bytes).isNotEmpty().containsOnly(0);
    }

    @Test
    void wipesWhatItReadAKeyFrom() throws Exception {
        byte[] file = pem(KEY.getPrivate().getEncoded());
        assertThat(PrivateKeyPem.parse(file, KEY.getPublic())).isEqualTo(KEY.getPrivate());
        assertWiped(file);

        var block = new PemBlock("PRIVATE KEY", KEY.getPrivate().getEncoded());
        assertThat(PrivateKeyPem.key(block, KEY.getPublic())).isEqualTo(KEY.getPrivate());
        assertWiped(block.content());
    }

    @Test
    void wipesWhatItReadNoKeyFrom() {
        byte[] file = pem(new byte[] {1, 2, 3});
        assertThatExceptionOfType(PemException.class).isThrownBy(() -> PrivateKeyPem.parse(file, KEY.getPublic()));
        assertWiped(file);

        var foreign = new PemBlock("EC PRIVATE KEY", KEY.getPrivate().getEncoded());
        assertThatExceptionOfType(PemException.class).isThrownBy(() -> PrivateKeyPem.key(foreign, KEY.getPublic()));
        assertWiped(foreign.content());
    }
}

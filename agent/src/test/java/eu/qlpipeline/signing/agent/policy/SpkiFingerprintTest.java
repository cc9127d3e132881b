package eu.qlpipeline.signing.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SpkiFingerprintTest {

    @Test
    void isTheDigestOfTheKey() throws Exception {
        byte[] spki = TestingKeys.certificate(1).getPublicKey().getEncoded();
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(spki));
        assertThat(TestingKeys.fingerprint(1).sha256().hex()).isEqualTo(expected);
        assertThat(TestingKeys.fingerprint(1)).hasToString("SHA256:" + expected);
    }

    @Test
    void isEqualForOneKeyAndDifferentForAnother() {
        SpkiFingerprint one = SpkiFingerprint.of(TestingKeys.certificate(1));
        assertThat(one).isEqualTo(TestingKeys.fingerprint(1)).hasSameHashCodeAs(TestingKeys.fingerprint(1));
        assertThat(one).isNotEqualTo(TestingKeys.fingerprint(2));
    }
}

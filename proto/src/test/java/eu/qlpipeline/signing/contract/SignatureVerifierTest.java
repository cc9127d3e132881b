package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureVerifierTest {

    @Test
    void takesRsaOf4096Bits() throws Exception {
        assertThat(SignatureVerifier.of(rsa(4096))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 4095, 4097, 8192})
    void refusesRsaOfAnyOtherLength(int bits) {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> SignatureVerifier.of(rsa(bits)))
                .withMessage("key: RSA of " + bits + " bits (expected: RSA of 4096 bits)");
    }

    @Test
    void refusesKeysOfOtherKinds() throws Exception {
        PublicKey ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> SignatureVerifier.of(ec))
                .withMessage("key: EC (expected: RSA of 4096 bits)");
    }

    /** A key of which only the length is looked at. */
    private static PublicKey rsa(int bits) throws Exception {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
    }
}

package eu.qlpipeline.signing.contract.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Tls13PssSignatureTest {

    private static final PSSParameterSpec PARAMETERS = SignatureScheme.RSA4096_PSS_SHA256_SALT32.parameters();
    private static final byte[] CONTENT =
            Tls13CertificateVerify.of(new byte[32]).message();

    private final TestingTlsKey key = TestingTlsKey.create();
    private final Signature engine;

    Tls13PssSignatureTest() throws Exception {
        engine = Signature.getInstance("RSASSA-PSS", new TestingTlsKey.TestingProvider());
    }

    @Test
    void takesContentByteByByteAndSignsAgainAfterwards() throws Exception {
        engine.setParameter(PARAMETERS);
        engine.initSign(key);
        for (int round = 0; round < 2; round++) {
            for (byte next : CONTENT) {
                engine.update(next);
            }
            assertThat(engine.sign()).isEqualTo(TestingTlsKey.SIGNATURE.bytes());
        }
        assertThat(key.asked())
                .hasSize(2)
                .allSatisfy(purpose -> assertThat(purpose.message()).isEqualTo(CONTENT));
        assertThat(key.signatures()).isEqualTo(2);
    }

    @Test
    void forgetsWhatWasGivenBeforeItIsInitialisedAgain() throws Exception {
        engine.setParameter(PARAMETERS);
        engine.initSign(key);
        engine.update(CONTENT, 0, 64);
        engine.initSign(key);
        engine.update(CONTENT);
        assertThat(engine.sign()).isEqualTo(TestingTlsKey.SIGNATURE.bytes());
        assertThat(key.asked())
                .singleElement()
                .satisfies(purpose -> assertThat(purpose.message()).isEqualTo(CONTENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32, 130, 146, 147, 4000})
    void refusesOtherContentInTheKeysOwnWordsAndDoesNotAskIt(int length) throws Exception {
        engine.setParameter(PARAMETERS);
        engine.initSign(key);
        assertThatExceptionOfType(TestingTlsKey.Refusal.class)
                .isThrownBy(() -> {
                    engine.update(new byte[length]);
                    engine.sign();
                })
                .withMessageContaining("expected: ");
        assertThat(key.asked()).isEmpty();
        assertThat(key.signatures()).isZero();
    }

    @Test
    void signsNothingOfContentThatWasTooLong() throws Exception {
        engine.setParameter(PARAMETERS);
        engine.initSign(key);
        engine.update(CONTENT, 0, 64);
        assertThatExceptionOfType(TestingTlsKey.Refusal.class).isThrownBy(() -> engine.update(CONTENT));
        engine.update(CONTENT, 64, CONTENT.length - 64);
        assertThatExceptionOfType(TestingTlsKey.Refusal.class).isThrownBy(engine::sign);
        assertThat(key.asked()).isEmpty();
    }

    @Test
    void signsNothingOnceAForeignKeyWasRefused() throws Exception {
        engine.setParameter(PARAMETERS);
        engine.initSign(key);
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> engine.initSign(foreign()));
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> {
                    engine.update(CONTENT);
                    engine.sign();
                })
                .withMessageStartingWith("key: none");
        assertThat(key.asked()).isEmpty();
    }

    static Stream<PSSParameterSpec> otherParameters() {
        var sha512 = MGF1ParameterSpec.SHA512;
        return Stream.of(
                SignatureScheme.RSA4096_PSS_SHA256_SALT478.parameters(),
                new PSSParameterSpec("SHA-512", "MGF1", sha512, 64, 1),
                new PSSParameterSpec("SHA-256", "MGF1", sha512, 32, 1),
                new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA256, 32, 1),
                new PSSParameterSpec("SHA-256", "MGF2", MGF1ParameterSpec.SHA256, 32, 1),
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 2),
                new PSSParameterSpec(32));
    }

    @ParameterizedTest
    @MethodSource("otherParameters")
    void refusesOtherParameters(PSSParameterSpec parameters) {
        assertThatExceptionOfType(InvalidAlgorithmParameterException.class)
                .isThrownBy(() -> engine.setParameter(parameters));
    }

    @Test
    void tellsItsParametersAndNeverThrows() throws Exception {
        assertThat(engine.getParameters()).isNull();
        engine.setParameter(PARAMETERS);
        assertThat(engine.getParameters()
                        .getParameterSpec(PSSParameterSpec.class)
                        .getSaltLength())
                .isEqualTo(32);
    }

    @Test
    void signsNothingWithoutParameters() throws Exception {
        engine.initSign(key);
        engine.update(CONTENT);
        assertThatExceptionOfType(TestingTlsKey.Refusal.class)
                .isThrownBy(engine::sign)
                .withMessageStartingWith("parameters: none");
        assertThat(key.asked()).isEmpty();
    }

    @Test
    void refusesForeignKeysAndVerification() throws Exception {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> engine.initSign(foreign()))
                .withMessageContaining("expected: TestingTlsKey");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> engine.initVerify(key.certificate().getPublicKey()));
    }

    private static PrivateKey foreign() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate();
    }
}

package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One contract for all implementations of RSASSA-PSS-VERIFY. */
class PssEngineTest {

    private static final RSAPublicKey PUBLIC = TestingKey.publicKey();

    static Stream<PssEngine> engines() {
        return Stream.of(PssEngine.jdk(PUBLIC), PssEngine.conscrypt(PUBLIC).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void verifiesTheSignaturesOfAllPurposes(PssEngine engine) {
        for (SigningPurpose purpose : Purposes.all().toList()) {
            assertThat(engine.verify(purpose, TestingKey.sign(purpose))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void refusesAFlippedBitAnywhere(PssEngine engine) {
        SigningPurpose purpose = Purposes.all().toList().get(0);
        byte[] honest = TestingKey.sign(purpose).bytes();
        for (int at = 0; at < honest.length; at++) {
            byte[] flipped = honest.clone();
            flipped[at] ^= 1;
            assertThat(engine.verify(purpose, PssSignature.of(flipped))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void refusesWhatIsNoSignature(PssEngine engine) {
        byte[] random = new byte[PssSignature.LENGTH];
        new Random(1).nextBytes(random);
        byte[] ones = new byte[PssSignature.LENGTH];
        Arrays.fill(ones, (byte) 0xFF);
        SigningPurpose purpose = Purposes.all().toList().get(0);
        for (byte[] bytes : List.of(random, ones, new byte[PssSignature.LENGTH])) {
            assertThat(engine.verify(purpose, PssSignature.of(bytes))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void refusesASaltOfAnotherLength(PssEngine engine) {
        for (SigningPurpose purpose : Purposes.all().toList()) {
            for (SignatureScheme scheme : SignatureScheme.values()) {
                PssSignature signature = TestingKey.sign(purpose.message(), scheme);
                assertThat(engine.verify(purpose, signature)).isEqualTo(scheme == purpose.scheme());
            }
        }
    }

    @Test
    void aVerifierThatIsUsedMuchGoesOverToConscrypt() throws Exception {
        SignatureVerifier verifier = SignatureVerifier.of(PUBLIC);
        SigningPurpose purpose = Purposes.all().toList().get(0);
        PssSignature signature = TestingKey.sign(purpose);
        assertThat(verifier.engine()).hasToString("JDK");
        for (int i = 0; i < SignatureVerifier.MANY; i++) {
            verifier.verify(purpose, signature);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> "Conscrypt".equals(verifier.engine().toString()));

        verifier.verify(purpose, signature);
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> verifier.verify(purpose, PssSignature.of(new byte[PssSignature.LENGTH])));
    }

    @Test
    void aVerifierThatIsUsedMuchGoesOnWhereNoThreadCanBeMade() throws Exception {
        var asked = new AtomicInteger();
        SignatureVerifier verifier = SignatureVerifier.of(PUBLIC, task -> {
            asked.incrementAndGet();
            throw new OutOfMemoryError("unable to create native thread");
        });
        SigningPurpose purpose = Purposes.all().toList().get(0);
        PssSignature signature = TestingKey.sign(purpose);
        for (int i = 0; i <= SignatureVerifier.MANY; i++) {
            verifier.verify(purpose, signature);
        }
        assertThat(asked).hasValue(1);
        assertThat(verifier.engine()).hasToString("JDK");
    }
}

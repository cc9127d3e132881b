package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelfTestTest {

    private static final CertificateFingerprint CERTIFICATE = CertificateFingerprint.ofBytes(new byte[32]);
    private static final SecureRandom RANDOM = new SecureRandom();

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void itsPurposeHasTheSaltAskedForAndNeverComesTwice(SignatureScheme scheme) {
        SigningPurpose one = SelfTest.purpose(CERTIFICATE, scheme, RANDOM);
        SigningPurpose other = SelfTest.purpose(CERTIFICATE, scheme, RANDOM);

        assertThat(one.scheme()).isEqualTo(scheme);
        assertThat(one.message()).isNotEqualTo(other.message());
    }

    @Test
    void withTheLongSaltItIsARandomChallenge() {
        assertThat(SelfTest.purpose(CERTIFICATE, SignatureScheme.RSA4096_PSS_SHA256_SALT478, RANDOM))
                .isInstanceOf(RawChallenge.class);
    }

    @Test
    void withTheShortSaltNobodyTakesTheAnswer() {
        var bound = (BoundChallenge) SelfTest.purpose(CERTIFICATE, SignatureScheme.RSA4096_PSS_SHA256_SALT32, RANDOM);

        assertThat(bound.audience().value()).endsWith(".invalid");
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> bound.terms().validity().requireAt(Instant.parse("2000-01-01T00:00:00Z")))
                .satisfies(violation ->
                        assertThat(violation.reason()).isEqualTo(ContractViolation.Reason.VALIDITY_EXPIRED));
    }
}

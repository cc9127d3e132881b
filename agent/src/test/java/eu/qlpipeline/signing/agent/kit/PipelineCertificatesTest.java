package eu.qlpipeline.signing.agent.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineCertificatesTest {

    private static final Clock NOW = Clock.systemUTC();
    private static final X509Certificate FIRST = TestingPipeline.certificate(false, NOW);
    private static final X509Certificate SECOND = TestingPipeline.certificate(true, NOW);
    private static final X509Certificate THIRD = TestingPipeline.certificate(true, NOW);

    @TempDir
    private Path directory;

    @Test
    void theOneWithoutKeyIdentifiersIsTheFirstAnchorWhateverTheOrderOfTheOthers() throws IOException {
        PipelineCertificates fromTheFirst = read(FIRST, file(SECOND), file(THIRD));
        assertThat(fromTheFirst.all()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(fromTheFirst.anchors()).containsExactly(FIRST, SECOND, THIRD);

        PipelineCertificates fromTheSecond = read(SECOND, file(THIRD), file(FIRST));
        assertThat(fromTheSecond.all()).containsExactly(SECOND, THIRD, FIRST);
        assertThat(fromTheSecond.anchors()).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void refusesTwoOfOneSubjectWithoutKeyIdentifiers() throws IOException {
        Path other = file(TestingPipeline.certificate(false, NOW));
        assertRefused(
                FIRST,
                other,
                "--also: " + other + " has no key identifiers, as another of its subject (expected: one such at most)",
                "--set certificate.key-identifiers=true");
        Path another = file(FIRST);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> read(SECOND, other, another))
                .withMessageStartingWith("--also: " + another + " has no key identifiers");
    }

    @Test
    void takesTwoWithoutKeyIdentifiersWhoseSubjectsDiffer() throws IOException {
        X509Certificate other = TestingPipeline.certificate(false, "other.eu", NOW);
        assertThat(read(FIRST, file(other)).anchors()).containsExactly(FIRST, other);
    }

    @Test
    void refusesACertificateTwice() throws IOException {
        Path own = file(FIRST);
        assertRefused(
                FIRST,
                own,
                "--also: " + own + " is " + CertificateFingerprint.of(FIRST)
                        + ", which the kit has already (expected: another)",
                "without being told");
        Path twice = file(SECOND);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> read(FIRST, twice, twice))
                .withMessageContaining(", which the kit has already (expected: another)");
    }

    @Test
    void refusesOneThatIsNotValidNow() throws IOException {
        Path expired = file(TestingPipeline.certificate(true, Clock.offset(NOW, Duration.ofDays(-4000))));
        Path coming = file(TestingPipeline.certificate(true, Clock.offset(NOW, Duration.ofDays(2))));
        for (Path file : List.of(expired, coming)) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> read(FIRST, file))
                    .withMessageStartingWith("--also: " + file + " is valid from ")
                    .withMessageEndingWith(" (expected: valid now)");
        }
    }

    /** The likeliest of them is the certificate of the agent's own TLS key. */
    @Test
    void refusesWhatIsNoneOfASigningKey() throws IOException {
        Path tls = file(TestingKeys.certificate(1));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> read(FIRST, tls))
                .withMessageStartingWith("--also: " + tls + " is none of a signing key: ");
    }

    @Test
    void refusesAFileThatIsNotOneCertificate() throws IOException {
        Path two = directory.resolve("two.crt");
        Files.writeString(two, CertificateEncoding.pem(SECOND) + CertificateEncoding.pem(THIRD));
        Path none = Files.writeString(directory.resolve("none.crt"), "none");
        for (Path file : List.of(two, none)) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> read(FIRST, file))
                    .withMessage(
                            "--also: " + file + " is not one certificate (expected: one in PEM, and nothing else)");
        }
        Path absent = directory.resolve("absent.crt");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> read(FIRST, absent))
                .withMessage("--also: " + absent + " cannot be read: it is not there");
    }

    private static void assertRefused(X509Certificate own, Path also, String message, String hint) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> read(own, also))
                .withMessage(message)
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(ReasonCode.CONFIGURATION);
                    assertThat(refusal.withHints()).contains(hint);
                });
    }

    private static PipelineCertificates read(X509Certificate own, Path... also) {
        return PipelineCertificates.read(own, List.of(also), NOW);
    }

    private Path file(X509Certificate certificate) throws IOException {
        Path file = directory.resolve(CertificateFingerprint.of(certificate).hex() + ".crt");
        return Files.writeString(file, CertificateEncoding.pem(certificate));
    }
}

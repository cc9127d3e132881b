package eu.qlpipeline.signing.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.TestingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedCertificateTest {

    private static final TokenDescription TOKEN = new TokenDescription("ql", "", "", "1");
    private static final TokenDescription OTHER_TOKEN = new TokenDescription("ql", "", "", "2");
    private static final X509Certificate FIRST = TestingKeys.certificate(1);
    private static final X509Certificate OTHER = TestingKeys.certificate(2);
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path directory;

    @Test
    void anyIsTheOneUntilOneHasSigned() {
        var served = new ServedCertificate(CLOCK);
        served.require(FIRST, TOKEN);
        assertThatCode(() -> served.require(OTHER, OTHER_TOKEN)).doesNotThrowAnyException();
    }

    @Test
    void theFirstThatSignedIsTheOneInWhicheverToken() {
        var served = new ServedCertificate(CLOCK);
        served.keep(FIRST, TOKEN);
        served.keep(OTHER, OTHER_TOKEN);

        served.require(FIRST, OTHER_TOKEN);
        assertRefused(
                served,
                "certificate: " + CertificateFingerprint.of(OTHER) + " in token label ql serial 2 (expected: "
                        + CertificateFingerprint.of(FIRST)
                        + ", that of token label ql serial 1, served since this agent's start)");
    }

    @Test
    void theFilesIsTheOneWhateverHasSigned() {
        Path file = directory.resolve("c.crt");
        CertificateFile.writeNew(file, FIRST);
        ServedCertificate served = ServedCertificate.in(file, CLOCK);
        served.keep(OTHER, TOKEN);

        served.require(FIRST, TOKEN);
        assertRefused(served, "that of certificate.file " + file);
    }

    @Test
    void aFileThatIsNotThereNamesNone() {
        ServedCertificate served = ServedCertificate.in(directory.resolve("none"), CLOCK);
        assertThat(served.isKnown()).isFalse();
        assertThatCode(() -> served.require(OTHER, TOKEN)).doesNotThrowAnyException();
    }

    @Test
    void aFileThatCannotBeReadOrHoldsNoneIsNotPassedOver() throws IOException {
        Path file = Files.writeString(directory.resolve("text"), "none");
        Path nowhere = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("none"));
        for (Path bad : new Path[] {file, directory, nowhere}) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> ServedCertificate.in(bad, CLOCK))
                    .withMessageStartingWith("certificate.file: " + bad)
                    .matches(refusal -> refusal.reason() == ReasonCode.CONFIGURATION);
        }
    }

    /** {@code certificate --out} reads it first, whatever it is to write. */
    @Test
    void ofAFileThatHoldsNoneItIsSaidHowToGoOn() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.crt"));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> ServedCertificate.in(empty, CLOCK))
                .withMessage("certificate.file: " + empty + " holds none (expected: one in PEM or DER)")
                .satisfies(refusal -> assertThat(refusal.hints())
                        .hasSize(2)
                        .last()
                        .asString()
                        .startsWith("or move it away; ")
                        .endsWith("signing-agent certificate --out " + empty));
    }

    /** The PIN would be given to the token of whichever is first. */
    @Test
    void ofAFileThatHoldsSeveralNoneIsTheOne() throws IOException {
        Path file = Files.writeString(
                directory.resolve("several.crt"), CertificateEncoding.pem(FIRST) + CertificateEncoding.pem(OTHER));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> ServedCertificate.in(file, CLOCK))
                .withMessage("certificate.file: " + file + " holds 2 (expected: one)")
                .satisfies(refusal -> assertThat(refusal.hints())
                        .containsExactly(
                                "leave in it the one that the agent answers with; each other has a file of its own"));
    }

    @Test
    void theOneHasToBeValidNow() {
        Clock late = Clock.fixed(FIRST.getNotAfter().toInstant().plus(Duration.ofDays(1)), ZoneOffset.UTC);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new ServedCertificate(late).require(FIRST, TOKEN))
                .matches(refusal -> refusal.reason() == ReasonCode.CERTIFICATE_NOT_VALID_NOW);
    }

    @Test
    void oneThatWasSignedForIsStillTheOneAfterItsEnd() {
        var clock = new TestingClock(FIRST.getNotAfter().toInstant());
        var served = new ServedCertificate(clock);
        served.keep(FIRST, TOKEN);
        clock.advance(Duration.ofDays(1));

        served.require(FIRST, TOKEN);
        assertRefused(served, CertificateFingerprint.of(FIRST).toString());
    }

    private static void assertRefused(ServedCertificate served, String message) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> served.require(OTHER, OTHER_TOKEN))
                .withMessageContaining(message)
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(ReasonCode.KEY_UNUSABLE);
                    assertThat(refusal.hints()).hasSize(2);
                });
    }
}

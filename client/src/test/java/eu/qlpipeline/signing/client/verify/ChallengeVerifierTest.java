package eu.qlpipeline.signing.client.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.PssSignature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChallengeVerifierTest {

    private static final Instant FROM = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2040-01-01T00:00:00Z");
    private static final Instant WITHIN = Instant.parse("2035-06-01T00:00:00Z");
    private static final X500Principal SUBJECT = new X500Principal(ChallengeVerifier.DEFAULT_SUBJECT);
    private static final X509Certificate CERTIFICATE =
            TestingCertificates.of(TestingKeys.signer(), ChallengeVerifier.DEFAULT_SUBJECT, FROM, TO);
    private static final X509Certificate SECOND =
            TestingCertificates.of(TestingKeys.stranger(), ChallengeVerifier.DEFAULT_SUBJECT, FROM, TO);

    @TempDir
    private Path directory;

    private TrustStore store = TrustStore.at(Path.of("replaced"));

    @BeforeEach
    void trust() throws Exception {
        store = TrustStore.at(directory.resolve("trusted"));
        add(CERTIFICATE);
    }

    @Test
    void acceptsFromTheFirstInstantOfTheCertificateToTheLast() throws Exception {
        assertThat(answerAt(FROM).checks()).allMatch(Check::ok).hasSize(4);
        assertThat(answerAt(TO).checks()).allMatch(Check::ok).hasSize(4);
        assertThat(answerAt(TO.plusNanos(999_999)).checks()).allMatch(Check::ok).hasSize(4);
    }

    @Test
    void rejectsAnExpiredCertificate() {
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answerAt(TO.plusMillis(1)))
                .withMessage("certificate: expired at 2040-01-01T00:00:00Z (expected: valid at "
                        + "2040-01-01T00:00:00.001Z)")
                .matches(e -> e.reason() == Reason.CERTIFICATE_EXPIRED)
                .satisfies(e -> assertThat(e.checks())
                        .extracting(check -> check.name().label() + " " + check.ok())
                        .containsExactly("subject true", "not expired false"));
    }

    @Test
    void rejectsACertificateThatIsNotYetValid() {
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answerAt(FROM.minusMillis(1)))
                .matches(e -> e.reason() == Reason.CERTIFICATE_NOT_YET_VALID);
    }

    @Test
    void rejectsAnotherSubjectAndNamesBoth() {
        var expecting = new ChallengeVerifier(store, new X500Principal("CN=other"), clock(WITHIN));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answer(expecting.newChallenge()))
                .withMessage("subject: CN=ql-pipeline.eu,O=Quality Link,C=EU (expected: CN=other)")
                .matches(e -> e.reason() == Reason.SUBJECT_UNEXPECTED);
    }

    @Test
    void theSameNamesInAnotherOrderAreAnotherSubject() {
        var reversed = new X500Principal("C=EU,O=Quality Link,CN=ql-pipeline.eu");
        var expecting = new ChallengeVerifier(store, reversed, clock(WITHIN));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answer(expecting.newChallenge()))
                .matches(e -> e.reason() == Reason.SUBJECT_UNEXPECTED);
    }

    @Test
    void looksAtOneAnswerToAChallengeAndNoMore() throws Exception {
        PendingChallenge pending = verifierAt(WITHIN).newChallenge();
        assertThat(answer(pending).fingerprint()).isEqualTo(CertificateFingerprint.of(CERTIFICATE));

        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answer(pending))
                .matches(e -> e.reason() == Reason.CHALLENGE_SPENT);
    }

    @Test
    void aFailedAnswerSpendsTheChallengeToo() {
        PendingChallenge pending = verifierAt(WITHIN).newChallenge();
        var forged = new AgentAnswer(CertificateFingerprint.of(CERTIFICATE), PssSignature.of(new byte[512]));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> pending.verify(forged))
                .matches(e -> e.reason() == Reason.SIGNATURE_INVALID);

        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answer(pending))
                .matches(e -> e.reason() == Reason.CHALLENGE_SPENT);
    }

    @Test
    void anAnswerToOneChallengeIsNoAnswerToAnother() {
        ChallengeVerifier verifier = verifierAt(WITHIN);
        byte[] other = verifier.newChallenge().challenge().message();
        var replayed = new AgentAnswer(
                CertificateFingerprint.of(CERTIFICATE),
                PssSignature.of(TestingSignatures.raw(TestingKeys.signer(), other)));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> verifier.newChallenge().verify(replayed))
                .matches(e -> e.reason() == Reason.SIGNATURE_INVALID);
    }

    @Test
    void rejectsASignatureUnderTheNameOfAnotherStoredCertificate() throws Exception {
        add(SECOND);
        PendingChallenge pending = verifierAt(WITHIN).newChallenge();
        byte[] signature =
                TestingSignatures.raw(TestingKeys.signer(), pending.challenge().message());
        var misnamed = new AgentAnswer(CertificateFingerprint.of(SECOND), PssSignature.of(signature));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> pending.verify(misnamed))
                .withMessageContaining("by the key of " + CertificateFingerprint.of(SECOND))
                .matches(e -> e.reason() == Reason.SIGNATURE_INVALID);
    }

    @Test
    void findsTheStoredCertificateThatARecordedAnswerBelongsTo() throws Exception {
        add(SECOND);
        ChallengeVerifier verifier = verifierAt(WITHIN);
        byte[] challenge = verifier.newChallenge().challenge().message();
        var answer = RecordedAnswer.of(challenge, TestingSignatures.raw(TestingKeys.stranger(), challenge));

        assertThat(verifier.checkRecorded(answer).fingerprint()).isEqualTo(CertificateFingerprint.of(SECOND));
    }

    @Test
    void acceptsARecordedAnswerUnderTheRenewedCertificateOfAKeyBesideTheExpiredOne() throws Exception {
        X509Certificate renewed = certificate(TO);
        X509Certificate expired = certificate(WITHIN.minusSeconds(1));
        while (!sortsFirst(expired, renewed)) {
            renewed = certificate(TO);
            expired = certificate(WITHIN.minusSeconds(1));
        }
        add(expired);
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(this::checkRecorded)
                .matches(e -> e.reason() == Reason.CERTIFICATE_EXPIRED);

        add(renewed);
        Verified verified = checkRecorded();
        assertThat(verified.fingerprint()).isEqualTo(CertificateFingerprint.of(renewed));
        assertThat(verified.checks()).allMatch(Check::ok).hasSize(4);
    }

    @Test
    void acceptsARecordedAnswerUnderTheCertificateOfAKeyThatIsStoredForModeRaw() throws Exception {
        X509Certificate raw = certificate(TO);
        X509Certificate bound = certificate(TO);
        while (!sortsFirst(bound, raw)) {
            raw = certificate(TO);
            bound = certificate(TO);
        }
        add(bound, new Enrolment.Bound(new Audience("provider-a.example"), ChannelBinding.Type.NONE));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(this::checkRecorded)
                .matches(e -> e.reason() == Reason.MODE_UNEXPECTED);

        add(raw);
        assertThat(checkRecorded().fingerprint()).isEqualTo(CertificateFingerprint.of(raw));
    }

    private static boolean sortsFirst(X509Certificate one, X509Certificate other) {
        return CertificateFingerprint.of(one)
                        .hex()
                        .compareTo(CertificateFingerprint.of(other).hex())
                < 0;
    }

    private static X509Certificate certificate(Instant to) {
        return TestingCertificates.of(TestingKeys.stranger(), ChallengeVerifier.DEFAULT_SUBJECT, FROM, to);
    }

    private Verified checkRecorded() throws VerificationException {
        ChallengeVerifier verifier = verifierAt(WITHIN);
        byte[] challenge = verifier.newChallenge().challenge().message();
        return verifier.checkRecorded(
                RecordedAnswer.of(challenge, TestingSignatures.raw(TestingKeys.stranger(), challenge)));
    }

    @Test
    void rejectsARecordedAnswerThatBelongsToNoneOfSeveral() throws Exception {
        add(SECOND);
        ChallengeVerifier verifier = verifierAt(WITHIN);
        byte[] challenge = verifier.newChallenge().challenge().message();
        var answer = RecordedAnswer.of(challenge, new byte[512]);

        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> verifier.checkRecorded(answer))
                .withMessage("signature: verifies under none of 2 stored certificates (expected: one)")
                .matches(e -> e.reason() == Reason.SIGNATURE_INVALID);
    }

    @Test
    void rejectsARecordedAnswerWithACertificateThatIsNotStoredHoweverWellItSigned() throws Exception {
        ChallengeVerifier verifier = verifierAt(WITHIN);
        byte[] challenge = verifier.newChallenge().challenge().message();
        var answer = RecordedAnswer.of(challenge, TestingSignatures.raw(TestingKeys.stranger(), challenge));

        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> verifier.checkRecorded(answer, SECOND))
                .matches(e -> e.reason() == Reason.CERTIFICATE_NOT_TRUSTED)
                .satisfies(e -> assertThat(e.checks())
                        .extracting(check -> check.name().label() + " " + check.ok())
                        .containsExactly("subject true", "not expired true", "trusted false"));
    }

    @Test
    void failsClosedWhereTheStoredFileWasChanged() throws Exception {
        Path file =
                store.directory().resolve(CertificateFingerprint.of(CERTIFICATE).hex() + ".pem");
        Files.writeString(file, "mode: raw\n" + TestingCertificates.pem(SECOND));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answerAt(WITHIN))
                .withMessageContaining("certificate " + CertificateFingerprint.of(SECOND) + " (expected: "
                        + CertificateFingerprint.of(CERTIFICATE) + ")")
                .matches(e -> e.reason() == Reason.TRUST_STORE_UNUSABLE);
    }

    @Test
    void aRemovedCertificateIsTrustedNoLonger() throws Exception {
        ChallengeVerifier verifier = verifierAt(WITHIN);
        store.remove(CertificateFingerprint.of(CERTIFICATE));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> answer(verifier.newChallenge()))
                .withMessageEndingWith("(expected: a stored one, but none is stored)")
                .matches(e -> e.reason() == Reason.CERTIFICATE_NOT_TRUSTED);
    }

    private Verified answerAt(Instant now) throws VerificationException {
        return answer(verifierAt(now).newChallenge());
    }

    private static Verified answer(PendingChallenge pending) throws VerificationException {
        byte[] signature =
                TestingSignatures.raw(TestingKeys.signer(), pending.challenge().message());
        return pending.verify(new AgentAnswer(CertificateFingerprint.of(CERTIFICATE), PssSignature.of(signature)));
    }

    private ChallengeVerifier verifierAt(Instant now) {
        return new ChallengeVerifier(store, SUBJECT, clock(now));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private void add(X509Certificate certificate) throws Exception {
        add(certificate, new Enrolment.Raw());
    }

    private void add(X509Certificate certificate, Enrolment enrolment) throws Exception {
        Path file = TestingCertificates.write(directory, "certificate.pem", TestingCertificates.pem(certificate));
        assertThat(store.add(file, CertificateFingerprint.of(certificate), enrolment)
                        .certificate())
                .isEqualTo(certificate);
    }
}

package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.TestingBoundSigner;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.Check;
import eu.qlpipeline.signing.client.verify.RecordedAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundVerifierTest {

    private static final Audience AUDIENCE = new Audience("provider-a.example");
    private static final Audience OTHER = new Audience("provider-b.example");
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final X509Certificate STRANGER = TestingCertificates.pipeline(TestingKeys.stranger());
    private static final TestingBoundSigner SIGNER =
            new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, AUDIENCE);

    @TempDir
    private static Path directory;

    private static TrustedCertificates trusted;

    private static BoundVerifier verifier;

    @BeforeAll
    static void trust() throws Exception {
        trusted = store("bound", CERTIFICATE, new Enrolment.Bound(AUDIENCE, ChannelBinding.Type.NONE));
        verifier = new BoundVerifier(trusted, AUDIENCE);
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void acceptsADirectAnswerUnderEitherSalt(SignatureScheme scheme) throws Exception {
        var signer = new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, AUDIENCE, scheme, 0);
        ChallengeRequest.Bound challenge = verifier.newChallenge();

        BoundVerified verified = verifier.verify(challenge.verifierNonce(), signer.direct(challenge));

        assertThat(verified.fingerprint()).isEqualTo(CertificateFingerprint.of(CERTIFICATE));
        assertThat(verified.scheme()).isEqualTo(scheme);
        assertThat(verified.challenge().audience()).isEqualTo(AUDIENCE);
        assertThat(verified.checks())
                .extracting(check -> check.name().label() + " " + check.ok())
                .containsExactly(
                        "enrolled true",
                        "nonce true",
                        "trusted true",
                        "not expired true",
                        "times true",
                        "signature true");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 64})
    void acceptsEveryAnswerOfABatch(int size) throws Exception {
        List<ChallengeRequest.Bound> challenges = challenges(size);
        List<BoundAnswer> answers = SIGNER.batched(challenges);
        for (int i = size - 1; i >= 0; i--) {
            BoundVerified verified = verifier.verify(challenges.get(i).verifierNonce(), answers.get(i));
            assertThat(verified.proof()).isInstanceOf(AnswerProof.Batched.class);
        }
    }

    @Test
    void acceptsEveryAnswerOfABatchThatSeveralThreadsBring() throws Exception {
        List<ChallengeRequest.Bound> challenges = challenges(64);
        List<BoundAnswer> answers = SIGNER.batched(challenges);
        List<Callable<BoundVerified>> work = new ArrayList<>();
        for (int i = 0; i < challenges.size(); i++) {
            Nonce nonce = challenges.get(i).verifierNonce();
            BoundAnswer answer = answers.get(i);
            work.add(() -> verifier.verify(nonce, answer));
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<BoundVerified> verified : threads.invokeAll(work)) {
                assertThat(verified.get().fingerprint()).isEqualTo(CertificateFingerprint.of(CERTIFICATE));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesAnAnswerForAnotherAudienceAsASignatureThatDoesNotVerify() throws Exception {
        ChallengeRequest.Bound challenge = verifier.newChallenge();
        VerificationException rejection =
                rejection(challenge, SIGNER.to(OTHER).direct(challenge), Reason.SIGNATURE_INVALID);
        assertThat(rejection).hasMessageContaining("for audience " + AUDIENCE);
        assertThat(rejection.checks()).hasSize(6).last().extracting(Check::ok).isEqualTo(false);

        List<ChallengeRequest.Bound> relayed = challenges(2);
        rejection(relayed.get(1), SIGNER.to(OTHER).batched(relayed).get(1), Reason.SIGNATURE_INVALID);
    }

    @Test
    void refusesAReplayedAnswerWhetherItWasAcceptedOrNot() throws Exception {
        ChallengeRequest.Bound challenge = verifier.newChallenge();
        BoundAnswer answer = SIGNER.direct(challenge);
        assertThat(verifier.verify(challenge.verifierNonce(), answer)).isNotNull();
        rejection(challenge, answer, Reason.NONCE_SPENT);

        ChallengeRequest.Bound second = verifier.newChallenge();
        rejection(second, SIGNER.to(OTHER).direct(second), Reason.SIGNATURE_INVALID);
        rejection(second, SIGNER.direct(second), Reason.NONCE_SPENT);
    }

    @Test
    void refusesAnAnswerToANonceOfAnotherVerifier() throws Exception {
        ChallengeRequest.Bound foreign = new BoundVerifier(trusted, AUDIENCE).newChallenge();
        rejection(foreign, SIGNER.direct(foreign), Reason.NONCE_UNKNOWN);
    }

    @Test
    void refusesAnAnswerToAnotherChallenge() throws Exception {
        List<ChallengeRequest.Bound> challenges = challenges(4);
        rejection(challenges.get(0), SIGNER.direct(challenges.get(1)), Reason.SIGNATURE_INVALID);
        rejection(challenges.get(2), SIGNER.batched(challenges).get(3), Reason.SIGNATURE_INVALID);
    }

    @Test
    void refusesAProofOfAnotherBatchThoughItsRootIsRemembered() throws Exception {
        List<ChallengeRequest.Bound> first = challenges(4);
        List<ChallengeRequest.Bound> second = challenges(4);
        List<BoundAnswer> answers = SIGNER.batched(first);
        assertThat(verifier.verify(first.get(0).verifierNonce(), answers.get(0)))
                .isNotNull();
        BoundAnswer own = SIGNER.batched(second).get(1);
        rejection(
                second.get(1),
                new BoundAnswer(
                        own.certificate(),
                        own.terms(),
                        own.channelBinding(),
                        answers.get(1).proof()),
                Reason.SIGNATURE_INVALID);
    }

    @Test
    void refusesARememberedRootUnderAnotherSignature() throws Exception {
        List<ChallengeRequest.Bound> challenges = challenges(2);
        List<BoundAnswer> answers = SIGNER.batched(challenges);
        assertThat(verifier.verify(challenges.get(0).verifierNonce(), answers.get(0)))
                .isNotNull();
        byte[] proof = ((AnswerProof.Batched) answers.get(1).proof()).proof().encode();
        proof[proof.length - 1] ^= 1;
        rejection(
                challenges.get(1),
                new BoundAnswer(
                        answers.get(1).certificate(),
                        answers.get(1).terms(),
                        answers.get(1).channelBinding(),
                        new AnswerProof.Batched(eu.qlpipeline.signing.contract.merkle.BatchProof.parse(proof))),
                Reason.SIGNATURE_INVALID);
    }

    @Test
    void refusesASignatureByAnotherKeyUnderTheStoredName() throws Exception {
        ChallengeRequest.Bound challenge = verifier.newChallenge();
        var forger = new TestingBoundSigner(TestingKeys.stranger(), CERTIFICATE, AUDIENCE);
        rejection(challenge, forger.direct(challenge), Reason.SIGNATURE_INVALID);
    }

    @Test
    void refusesACertificateThatIsNotStoredNamesBothAndSpendsTheNonce() throws Exception {
        ChallengeRequest.Bound challenge = verifier.newChallenge();
        var impostor = new TestingBoundSigner(TestingKeys.stranger(), STRANGER, AUDIENCE);
        assertThat(rejection(challenge, impostor.direct(challenge), Reason.CERTIFICATE_NOT_TRUSTED))
                .hasMessage("certificate: " + CertificateFingerprint.of(STRANGER) + " (expected: "
                        + CertificateFingerprint.of(CERTIFICATE) + ")");
        rejection(challenge, SIGNER.direct(challenge), Reason.NONCE_SPENT);
    }

    @Test
    void allowsThirtySecondsOfDifferenceBetweenTheClocksAndNoMore() throws Exception {
        assertThat(verifyIssuedAt(25_000)).isNotNull();
        assertThat(verifyIssuedAt(-55_000)).isNotNull();
        ChallengeRequest.Bound early = verifier.newChallenge();
        rejection(early, SIGNER.issuedAt(45_000).direct(early), Reason.VALIDITY_FUTURE);
        ChallengeRequest.Bound late = verifier.newChallenge();
        rejection(late, SIGNER.issuedAt(-65_000).direct(late), Reason.VALIDITY_EXPIRED);
    }

    @Test
    void refusesBoundAnswersOfACertificateStoredAsRawAndLooksNoFurther() throws Exception {
        var mismatched = new BoundVerifier(store("raw", CERTIFICATE, new Enrolment.Raw()), AUDIENCE);
        ChallengeRequest.Bound challenge = mismatched.newChallenge();
        // Twice: the nonce comes second, and is not spent.
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> mismatched.verify(challenge.verifierNonce(), SIGNER.direct(challenge)))
                    .withMessageContaining("is stored for mode raw (expected: bound)")
                    .matches(e -> e.reason() == Reason.MODE_UNEXPECTED);
        }
    }

    @Test
    void refusesRawAnswersOfACertificateStoredAsBound() {
        RawChallenge challenge = RawChallenge.random(new SecureRandom());
        var answer = new RecordedAnswer(
                challenge, PssSignature.of(TestingSignatures.raw(TestingKeys.signer(), challenge.message())));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> new ChallengeVerifier(trusted).checkRecorded(answer))
                .withMessageContaining("is stored for mode bound (expected: raw)")
                .matches(e -> e.reason() == Reason.MODE_UNEXPECTED);
    }

    @Test
    void remembersRootsByTheWholeOfCertificateMessageAndSignature() throws Exception {
        StoredCertificate stored = trusted.list().get(0);
        StoredCertificate other = store("stranger", STRANGER, new Enrolment.Bound(AUDIENCE, ChannelBinding.Type.NONE))
                .list()
                .get(0);
        var roots = new VerifiedRoots(new BoundLimits(8, Duration.ofSeconds(1), 1));
        BatchRoot root = root(1);
        PssSignature signature = SIGNER.sign(root);
        roots.verify(stored, root, signature);
        roots.verify(stored, root, signature);

        assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> roots.verify(other, root, signature));
        roots.verify(stored, root, signature);
        assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> roots.verify(stored, root(2), signature));
        roots.verify(stored, root, signature);
        PssSignature wrong = SIGNER.sign(root(2));
        assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> roots.verify(stored, root, wrong));
        assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> roots.verify(stored, root, wrong));
        roots.verify(stored, root, signature);
    }

    @Test
    void takesNoRootUnverifiedWhereThreadsMeetAtOnePlace() throws Exception {
        StoredCertificate stored = trusted.list().get(0);
        PssSignature wrong = SIGNER.sign(root(0));
        var roots = new VerifiedRoots(new BoundLimits(8, Duration.ofSeconds(1), 1));
        int threads = 4;
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 1; thread <= threads; thread++) {
            BatchRoot own = root(thread);
            work.add(() -> {
                int taken = 0;
                for (int i = 0; i < 2000; i++) {
                    taken += isTaken(roots, stored, own, wrong) ? 1 : 0;
                }
                return taken;
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Integer> taken : pool.invokeAll(work)) {
                assertThat(taken.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean isTaken(VerifiedRoots roots, StoredCertificate stored, BatchRoot root, PssSignature wrong) {
        try {
            roots.verify(stored, root, wrong);
            return true;
        } catch (SignatureException e) {
            return false;
        }
    }

    private static BatchRoot root(int seed) {
        byte[] hash = new byte[32];
        hash[31] = (byte) seed;
        return BatchRoot.of(
                SignatureScheme.RSA4096_PSS_SHA256_SALT478,
                CertificateFingerprint.of(CERTIFICATE),
                1,
                Nonce.of(new byte[32]),
                hash);
    }

    private BoundVerified verifyIssuedAt(long offsetMillis) throws VerificationException {
        ChallengeRequest.Bound challenge = verifier.newChallenge();
        return verifier.verify(
                challenge.verifierNonce(), SIGNER.issuedAt(offsetMillis).direct(challenge));
    }

    private List<ChallengeRequest.Bound> challenges(int count) throws VerificationException {
        List<ChallengeRequest.Bound> challenges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            challenges.add(verifier.newChallenge());
        }
        return challenges;
    }

    private VerificationException rejection(ChallengeRequest.Bound challenge, BoundAnswer answer, Reason reason) {
        try {
            BoundVerified verified = verifier.verify(challenge.verifierNonce(), answer);
            throw new AssertionError("accepted: " + verified);
        } catch (VerificationException e) {
            assertThat(e.reason()).isEqualTo(reason);
            return e;
        }
    }

    private static TrustedCertificates store(String name, X509Certificate certificate, Enrolment enrolment)
            throws Exception {
        TrustStore store = TrustStore.at(directory.resolve(name));
        store.add(
                TestingCertificates.write(directory, name + ".pem", TestingCertificates.pem(certificate)),
                CertificateFingerprint.of(certificate),
                enrolment);
        return store.snapshot();
    }
}

package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.TestingBoundSigner;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One contract for answers of their own, of a batch, and that share their proof: what is refused is refused in each form. */
class RefusedAnswersTest {

    private static final int COUNT = 3;
    private static final String VERIFIED = "verified";
    private static final Duration MONTH = Duration.ofDays(30);

    private static final Audience AUDIENCE = new Audience("provider-a.example");
    private static final Audience OTHER = new Audience("provider-b.example");
    private static final ChannelBinding NONE = ChannelBinding.none();
    private static final ChannelBinding EXPORTER = ChannelBinding.tlsExporter(new byte[32]);
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final X509Certificate STRANGER = TestingCertificates.pipeline(TestingKeys.stranger());
    private static final TestingBoundSigner SIGNER =
            new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, AUDIENCE);

    @TempDir
    private static Path directory;

    private static TrustedCertificates untied;
    private static TrustedCertificates tied;
    private static TrustedCertificates raw;

    @BeforeAll
    static void trust() throws Exception {
        untied = store("untied", new Enrolment.Bound(AUDIENCE, ChannelBinding.Type.NONE));
        tied = store("tied", new Enrolment.Bound(AUDIENCE, ChannelBinding.Type.TLS_EXPORTER));
        raw = store("raw", new Enrolment.Raw());
    }

    private static TrustedCertificates store(String name, Enrolment enrolment) throws Exception {
        TrustStore store = TrustStore.at(directory.resolve(name));
        store.add(
                TestingCertificates.write(directory, "pipeline.pem", TestingCertificates.pem(CERTIFICATE)),
                CertificateFingerprint.of(CERTIFICATE),
                enrolment);
        return store.snapshot();
    }

    @ParameterizedTest
    @EnumSource
    void anHonestAnswerIsVerifiedAndOnlyOnce(Form form) throws Exception {
        for (ChannelBinding binding : List.of(NONE, EXPORTER)) {
            var verifier = new BoundVerifier(binding.equals(NONE) ? untied : tied, AUDIENCE);
            List<ChallengeRequest.Bound> asked = challenges(verifier, binding);
            Answers honest = new Answers(SIGNER, binding, binding.type());
            assertThat(form.verdicts(verifier, asked, honest)).hasSize(COUNT).containsOnly(VERIFIED);
            assertThat(form.verdicts(verifier, asked, honest)).hasSize(COUNT).containsOnly("NONCE_SPENT");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerToNoncesOfAnotherVerifierIsRefused(Form form) throws Exception {
        List<ChallengeRequest.Bound> foreign = challenges(new BoundVerifier(untied, AUDIENCE), NONE);
        var honest = new Answers(SIGNER, NONE, ChannelBinding.Type.NONE);
        assertThat(form.verdicts(new BoundVerifier(untied, AUDIENCE), foreign, honest))
                .hasSize(COUNT)
                .containsOnly("NONCE_UNKNOWN");
    }

    static Stream<Refusal> refusals() {
        var verifier = new BoundVerifier(untied, AUDIENCE);
        var strict = new BoundVerifier(tied, AUDIENCE);
        var forger = new TestingBoundSigner(TestingKeys.stranger(), CERTIFICATE, AUDIENCE);
        var stranger = new TestingBoundSigner(TestingKeys.stranger(), STRANGER, AUDIENCE);
        return Stream.of(
                refusal("expired", Reason.CERTIFICATE_EXPIRED, at(MONTH), SIGNER.issuedAt(MONTH.toMillis())),
                refusal(
                        "not yet valid",
                        Reason.CERTIFICATE_NOT_YET_VALID,
                        at(MONTH.negated()),
                        SIGNER.issuedAt(-MONTH.toMillis())),
                refusal("stored as raw", Reason.MODE_UNEXPECTED, new BoundVerifier(raw, AUDIENCE), SIGNER),
                refusal(
                        "stored for another audience",
                        Reason.AUDIENCE_UNEXPECTED,
                        new BoundVerifier(untied, OTHER),
                        SIGNER.to(OTHER)),
                refusal("not stored", Reason.CERTIFICATE_NOT_TRUSTED, verifier, stranger),
                refusal("for another audience", Reason.SIGNATURE_INVALID, verifier, SIGNER.to(OTHER)),
                refusal("by another key", Reason.SIGNATURE_INVALID, verifier, forger),
                refusal("too late", Reason.VALIDITY_EXPIRED, verifier, SIGNER.issuedAt(-65_000)),
                refusal("too early", Reason.VALIDITY_FUTURE, verifier, SIGNER.issuedAt(45_000)),
                binding("tied, stored as untied", verifier, EXPORTER, new Answers(SIGNER, EXPORTER, EXPORTER.type())),
                binding("untied, stored as tied", strict, NONE, new Answers(SIGNER, NONE, NONE.type())),
                binding("untied, asked for tied", strict, EXPORTER, new Answers(SIGNER, NONE, NONE.type())),
                binding("untied, said to be tied", strict, NONE, new Answers(SIGNER, NONE, EXPORTER.type())));
    }

    static Stream<Arguments> refusalsInEachForm() {
        return refusals().flatMap(refusal -> Arrays.stream(Form.values()).map(form -> Arguments.of(refusal, form)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("refusalsInEachForm")
    void isRefusedForTheSameReasonInEachForm(Refusal refusal, Form form) throws Exception {
        List<ChallengeRequest.Bound> asked = challenges(refusal.verifier, refusal.asked);
        assertThat(form.verdicts(refusal.verifier, asked, refusal.answers))
                .hasSize(COUNT)
                .containsOnly(refusal.reason.name());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRefusedSharedAnswerSpendsEachNonceWhateverItIsRefusedFor(Refusal refusal) throws Exception {
        List<ChallengeRequest.Bound> asked = challenges(refusal.verifier, refusal.asked);
        assertThat(Form.SHARED.verdicts(refusal.verifier, asked, refusal.answers))
                .containsOnly(refusal.reason.name());
        for (ChallengeRequest.Bound each : asked) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> refusal.verifier.nonces().spend(each.verifierNonce()))
                    .matches(e -> e.reason() == Reason.NONCE_SPENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateIsValidToTheLastMillisecond(Form form) throws Exception {
        Instant end = CERTIFICATE.getNotAfter().toInstant();
        TestingBoundSigner then =
                SIGNER.issuedAt(Duration.between(Instant.now(), end).toMillis());
        var honest = new Answers(then, NONE, ChannelBinding.Type.NONE);
        BoundVerifier within = fixed(end.plusNanos(999_999));
        assertThat(form.verdicts(within, challenges(within, NONE), honest)).containsOnly(VERIFIED);
        BoundVerifier after = fixed(end.plusMillis(1));
        assertThat(form.verdicts(after, challenges(after, NONE), honest)).containsOnly("CERTIFICATE_EXPIRED");
    }

    private static BoundVerifier fixed(Instant now) {
        return new BoundVerifier(untied, AUDIENCE, BoundLimits.DEFAULT, Clock.fixed(now, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerOverAnotherConnectionIsRefused(Form form) throws Exception {
        var verifier = new BoundVerifier(tied, AUDIENCE);
        byte[] other = new byte[32];
        other[0] = 1;
        var relayed = new Answers(SIGNER, ChannelBinding.tlsExporter(other), EXPORTER.type());
        assertThat(form.verdicts(verifier, challenges(verifier, EXPORTER), relayed))
                .hasSize(COUNT)
                .containsOnly("SIGNATURE_INVALID");
    }

    /** Where answers share their proof, the caller says what was asked, and the verifier holds it against its nonces. */
    @Test
    void aNonceThatWasIssuedForAnotherConnectionIsRefused() throws Exception {
        var verifier = new BoundVerifier(tied, AUDIENCE);
        byte[] other = new byte[32];
        other[0] = 1;
        ChannelBinding elsewhere = ChannelBinding.tlsExporter(other);
        List<ChallengeRequest.Bound> asked = new ArrayList<>(challenges(verifier, EXPORTER));
        ChallengeRequest.Bound moved = asked.get(1);
        asked.set(1, new ChallengeRequest.Bound(moved.verifierNonce(), moved.audience(), elsewhere));

        assertThat(sharedVerdicts(verifier, asked, SIGNER.shared(asked)))
                .containsExactly(VERIFIED, "CHANNEL_BINDING_UNEXPECTED", VERIFIED);
    }

    @Test
    void anAnswerForMoreOrFewerChallengesIsMalformedAndSpendsNoNonce() throws Exception {
        var verifier = new BoundVerifier(untied, AUDIENCE);
        List<ChallengeRequest.Bound> asked = challenges(verifier, NONE);
        List<ChallengeRequest.Bound> fewer = asked.subList(1, COUNT);
        assertMalformed(() -> sharedVerdicts(verifier, asked, SIGNER.shared(fewer)));
        assertMalformed(() -> sharedVerdicts(verifier, fewer, SIGNER.shared(asked)));
        assertThat(sharedVerdicts(verifier, asked, SIGNER.shared(asked))).containsOnly(VERIFIED);
    }

    private static void assertMalformed(ThrowingCallable work) {
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(work)
                .matches(e -> e.reason() == Reason.ANSWER_MALFORMED);
    }

    /** What an agent answers: tied to that connection, and what it says of that. */
    private record Answers(TestingBoundSigner signer, ChannelBinding tiedTo, ChannelBinding.Type said) {

        List<ChallengeRequest.Bound> heard(List<ChallengeRequest.Bound> asked) {
            return asked.stream()
                    .map(each -> new ChallengeRequest.Bound(each.verifierNonce(), each.audience(), tiedTo))
                    .toList();
        }

        BoundAnswer saying(BoundAnswer honest) {
            return new BoundAnswer(honest.certificate(), honest.terms(), said, honest.proof());
        }

        SharedAnswer saying(SharedAnswer honest) {
            return new SharedAnswer(
                    honest.certificate(), honest.scheme(), honest.validity(), said, honest.agentNonces(), honest.run());
        }
    }

    /** In which form answers come. */
    enum Form {
        DIRECT,
        BATCHED,
        SHARED;

        /** What the verifier says to each, in order: {@link #VERIFIED}, or why not. */
        private List<String> verdicts(BoundVerifier verifier, List<ChallengeRequest.Bound> asked, Answers answers)
                throws VerificationException {
            List<ChallengeRequest.Bound> heard = answers.heard(asked);
            if (this == SHARED) {
                return sharedVerdicts(verifier, asked, answers.saying(answers.signer.shared(heard)));
            }
            List<BoundAnswer> each = this == BATCHED
                    ? answers.signer.batched(heard)
                    : heard.stream().map(answers.signer::direct).toList();
            List<String> verdicts = new ArrayList<>();
            for (int place = 0; place < each.size(); place++) {
                verdicts.add(verdict(verifier, asked.get(place), answers.saying(each.get(place))));
            }
            return verdicts;
        }
    }

    private static String verdict(BoundVerifier verifier, ChallengeRequest.Bound asked, BoundAnswer answer) {
        try {
            assertThat(verifier.verify(asked.verifierNonce(), answer)).isNotNull();
            return VERIFIED;
        } catch (VerificationException e) {
            return e.reason().name();
        }
    }

    private static List<String> sharedVerdicts(
            BoundVerifier verifier, List<ChallengeRequest.Bound> asked, SharedAnswer answer)
            throws VerificationException {
        List<String> verdicts = new ArrayList<>(Collections.nCopies(asked.size(), "none"));
        verifier.verify(asked, answer, new SharedVerdicts() {
            @Override
            public void verified(int place, BoundVerified verified) {
                assertThat(verdicts.set(place, VERIFIED)).isEqualTo("none");
            }

            @Override
            public void rejected(int place, VerificationException rejection) {
                assertThat(verdicts.set(place, rejection.reason().name())).isEqualTo("none");
            }
        });
        return verdicts;
    }

    /** An answer that has to be refused. */
    private record Refusal(String name, Reason reason, BoundVerifier verifier, ChannelBinding asked, Answers answers) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static BoundVerifier at(Duration away) {
        return new BoundVerifier(untied, AUDIENCE, BoundLimits.DEFAULT, Clock.offset(Clock.systemUTC(), away));
    }

    private static Refusal refusal(String name, Reason reason, BoundVerifier verifier, TestingBoundSigner signer) {
        return new Refusal(name, reason, verifier, NONE, new Answers(signer, NONE, ChannelBinding.Type.NONE));
    }

    private static Refusal binding(String name, BoundVerifier verifier, ChannelBinding asked, Answers answers) {
        return new Refusal(name, Reason.CHANNEL_BINDING_UNEXPECTED, verifier, asked, answers);
    }

    private static List<ChallengeRequest.Bound> challenges(BoundVerifier verifier, ChannelBinding binding)
            throws VerificationException {
        List<ChallengeRequest.Bound> challenges = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            challenges.add(verifier.newChallenge(binding));
        }
        return challenges;
    }
}

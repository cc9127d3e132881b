package eu.qlpipeline.signing.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.contract.codec.SharedCodec;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bound challenges and their batches, between the real programs and on the wire. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundChallengeIT {

    private static final int MANY = 200;
    private static final int MESSAGES = 9;
    private static final Audience AUDIENCE = new Audience("provider-a.example");

    private final SecureRandom random = new SecureRandom();
    private final AgentHome home;
    private final AgentProcess agent;
    private final Provider provider;
    private final Caller caller;
    private final X509Certificate certificate;

    BoundChallengeIT(Stage stage) throws Exception {
        home = stage.agent("agent");
        provider = stage.provider("provider-a");
        home.admit("provider-a", provider.tls().certificate());
        Files.writeString(home.providers().resolve("provider-a.yaml"), """
                certificate: provider-a.crt
                purposes: [bound-challenge]
                audiences: [provider-a.example]
                concurrency: 10000
                """);
        agent = stage.program(home).serve();
        caller = new Caller(agent.address(), home.tls().certificate(), provider.tls());
        certificate = read();
        provider.run(
                        "trust",
                        "add",
                        home.certificate().toString(),
                        "--fingerprint",
                        "SHA256:" + CertificateFingerprint.of(certificate).hex(),
                        "--mode",
                        "bound",
                        "--audience",
                        AUDIENCE.value())
                .orThrow();
    }

    private X509Certificate read() throws Exception {
        try (var pem = Files.newInputStream(home.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    @AfterAll
    void close() {
        caller.close();
    }

    @Test
    void theVerifierAcceptsOneManyAndAStream() {
        verify().orThrow();
        verify("--count", "300", "--in-flight", "64").orThrow();
        verify("--count", "3000", "--in-flight", "600", "--stream").orThrow();
    }

    private Outcome verify(String... more) {
        List<String> verb = new ArrayList<>(List.of("verify", "--mode", "bound", "--audience", AUDIENCE.value()));
        verb.addAll(List.of(more));
        return provider.ask(agent.address(), home.tls().certificate(), verb.toArray(String[]::new));
    }

    @Test
    void aCallerThatTakesNoSharedProofsGetsOneForEachChallenge() throws Exception {
        List<Nonce> nonces = nonces();
        List<SignChallengesResponse> responses = ask(nonces, false);

        Set<Long> answered = new HashSet<>();
        int batched = 0;
        for (SignChallengesResponse response : responses) {
            assertThat(response.getSharedList()).isEmpty();
            for (NumberedAnswer numbered : response.getAnswersList()) {
                BoundAnswer answer = BoundCodec.decode(numbered.getAnswer());
                verifyAlone(nonces.get((int) numbered.getRequestId()), answer);
                batched += answer.proof() instanceof AnswerProof.Batched ? 1 : 0;
                assertThat(answered.add(numbered.getRequestId())).isTrue();
            }
        }
        assertThat(answered).hasSize(MANY);
        assertThat(batched).isPositive();
    }

    private void verifyAlone(Nonce nonce, BoundAnswer answer) throws Exception {
        SignatureVerifier verifier = SignatureVerifier.of(certificate);
        BoundChallenge challenge = challenge(nonce, answer.terms());
        if (answer.proof() instanceof AnswerProof.Batched batched) {
            verifier.verify(batched.proof().rootOf(challenge), batched.proof().signature());
        } else {
            verifier.verify(challenge, ((AnswerProof.Direct) answer.proof()).signature());
        }
    }

    @Test
    void aCallerThatTakesSharedProofsGetsOneSignatureForManyChallenges() throws Exception {
        List<Nonce> nonces = nonces();
        List<SignChallengesResponse> responses = ask(nonces, true);

        Set<Long> answered = new HashSet<>();
        Set<PssSignature> signatures = new HashSet<>();
        for (SignChallengesResponse response : responses) {
            for (NumberedAnswer numbered : response.getAnswersList()) {
                verifyAlone(nonces.get((int) numbered.getRequestId()), BoundCodec.decode(numbered.getAnswer()));
                assertThat(answered.add(numbered.getRequestId())).isTrue();
            }
            for (SharedAnswers shared : response.getSharedList()) {
                signatures.add(verifyShared(nonces, shared, answered));
            }
        }
        assertThat(answered).hasSize(MANY);
        assertThat(signatures).isNotEmpty().hasSizeLessThan(MANY / 2);
    }

    @Test
    void challengesThatComeTogetherGetOneSignatureThoughTheTokenHasNothingToDo() throws Exception {
        int together = 0;
        for (int message = 0; message < MESSAGES; message++) {
            Set<Long> answered = new HashSet<>();
            Set<PssSignature> signatures = new HashSet<>();
            List<Nonce> nonces = nonces();
            List<SignChallengesResponse> responses = askInOneMessage(nonces);
            for (SignChallengesResponse response : responses) {
                for (SharedAnswers shared : response.getSharedList()) {
                    signatures.add(verifyShared(nonces, shared, answered));
                }
            }
            together += signatures.size() == 1 && answered.size() == MANY ? 1 : 0;
        }
        // A signer that comes by of itself may take what was read by then.
        assertThat(together).isGreaterThan(MESSAGES / 2);
    }

    private List<SignChallengesResponse> askInOneMessage(List<Nonce> nonces) throws Exception {
        var message = SignChallengesRequest.newBuilder().setSharedProofs(true);
        for (int number = 0; number < nonces.size(); number++) {
            message.addChallenges(numbered(number, request(nonces.get(number), AUDIENCE.value())));
        }
        var replies = new Replies();
        StreamObserver<SignChallengesRequest> requests = stream(replies);
        requests.onNext(message.build());
        requests.onCompleted();
        return replies.all();
    }

    private PssSignature verifyShared(List<Nonce> nonces, SharedAnswers wire, Set<Long> answered) throws Exception {
        SharedAnswer shared = SharedCodec.decode(wire);
        List<BoundChallenge> challenges = new ArrayList<>();
        for (int place = 0; place < wire.getRequestIdsCount(); place++) {
            long number = wire.getRequestIds(place);
            assertThat(answered.add(number)).isTrue();
            challenges.add(challenge(nonces.get((int) number), shared.terms(place)));
        }
        BatchRoot root = shared.run().climb(challenges).root();
        SignatureVerifier.of(certificate).verify(root, shared.run().signature());
        return shared.run().signature();
    }

    @Test
    void anAudienceThatIsNotTheCallersIsRefusedAndEndsNoStream() throws Exception {
        assertThat(catchThrowableOfType(
                                StatusRuntimeException.class,
                                () -> caller.agent().signChallenge(request(Nonce.random(random), "provider-b.example")))
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);

        var replies = new Replies();
        StreamObserver<SignChallengesRequest> requests = stream(replies);
        requests.onNext(SignChallengesRequest.newBuilder()
                .addChallenges(numbered(1, request(Nonce.random(random), "provider-b.example")))
                .addChallenges(numbered(2, request(Nonce.random(random), AUDIENCE.value())))
                .build());
        requests.onCompleted();

        List<NumberedAnswer> answers = replies.all().stream()
                .flatMap(response -> response.getAnswersList().stream())
                .toList();
        assertThat(answers).hasSize(2);
        assertThat(answers)
                .filteredOn(NumberedAnswer::hasRejection)
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.getRequestId()).isEqualTo(1);
                    assertThat(refused.getRejection().getReason()).isEqualTo(Reason.REASON_AUDIENCE_NOT_PERMITTED);
                });
    }

    private List<Nonce> nonces() {
        return IntStream.range(0, MANY).mapToObj(i -> Nonce.random(random)).toList();
    }

    private BoundChallenge challenge(Nonce nonce, BoundChallenge.Terms terms) {
        return new BoundChallenge(
                CertificateFingerprint.of(certificate), nonce, AUDIENCE, ChannelBinding.none(), terms);
    }

    private List<SignChallengesResponse> ask(List<Nonce> nonces, boolean sharedProofs) throws Exception {
        var replies = new Replies();
        StreamObserver<SignChallengesRequest> requests = stream(replies);
        for (int number = 0; number < nonces.size(); number++) {
            requests.onNext(SignChallengesRequest.newBuilder()
                    .addChallenges(numbered(number, request(nonces.get(number), AUDIENCE.value())))
                    .setSharedProofs(sharedProofs)
                    .build());
        }
        requests.onCompleted();
        return replies.all();
    }

    private StreamObserver<SignChallengesRequest> stream(Replies replies) {
        return SigningAgentGrpc.newStub(caller.channel()).signChallenges(replies);
    }

    private static NumberedChallenge numbered(long number, SignChallengeRequest request) {
        return NumberedChallenge.newBuilder()
                .setRequestId(number)
                .setChallenge(request)
                .build();
    }

    private static SignChallengeRequest request(Nonce nonce, String audience) {
        return SignChallengeRequest.newBuilder()
                .setBound(eu.qlpipeline.signing.v1.BoundChallenge.newBuilder()
                        .setVerifierNonce(ByteString.copyFrom(nonce.bytes()))
                        .setAudience(audience)
                        .setChannelBindingType(ChannelBindingType.CHANNEL_BINDING_TYPE_NONE))
                .build();
    }

    /** What comes back on a stream, until it ends. */
    private static final class Replies implements StreamObserver<SignChallengesResponse> {

        private final List<SignChallengesResponse> responses = new ArrayList<>();
        private final CompletableFuture<List<SignChallengesResponse>> ended = new CompletableFuture<>();

        @Override
        public void onNext(SignChallengesResponse response) {
            responses.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(responses);
        }

        List<SignChallengesResponse> all() throws Exception {
            return ended.get(60, TimeUnit.SECONDS);
        }
    }
}

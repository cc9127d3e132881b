package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.contract.codec.SharedCodec;
import eu.qlpipeline.signing.contract.merkle.BatchTree;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers bound challenges with a key in software, alone or in batches, for the one audience that its policy grants.
 *
 * @param key what it signs with
 * @param certificate what it says it signs with
 * @param audience whom it answers
 * @param scheme how it signs
 * @param issued when its answers begin to be good, as an offset in milliseconds from now
 */
public record TestingBoundSigner(
        KeyPair key, X509Certificate certificate, Audience audience, SignatureScheme scheme, long issued) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** An honest one. */
    public TestingBoundSigner(KeyPair key, X509Certificate certificate, Audience audience) {
        this(key, certificate, audience, SignatureScheme.RSA4096_PSS_SHA256_SALT478, 0);
    }

    /** One whose answers begin to be good at another time. */
    public TestingBoundSigner issuedAt(long offsetMillis) {
        return new TestingBoundSigner(key, certificate, audience, scheme, offsetMillis);
    }

    /** One that answers for somebody else. */
    public TestingBoundSigner to(Audience other) {
        return new TestingBoundSigner(key, certificate, other, scheme, issued);
    }

    /** The challenge as it is signed. */
    public BoundChallenge challenge(ChallengeRequest.Bound request) {
        return challenge(request, Instant.now().plusMillis(issued));
    }

    private BoundChallenge challenge(ChallengeRequest.Bound request, Instant from) {
        return new BoundChallenge(
                CertificateFingerprint.of(certificate),
                request.verifierNonce(),
                audience,
                request.channelBinding(),
                BoundChallenge.Terms.fresh(scheme, from, RANDOM));
    }

    /** An answer with a signature of its own. */
    public BoundAnswer direct(ChallengeRequest.Bound request) {
        BoundChallenge challenge = challenge(request);
        return answer(challenge, new AnswerProof.Direct(sign(challenge)));
    }

    /** The answers by one batch, in order. */
    public List<BoundAnswer> batched(List<ChallengeRequest.Bound> requests) {
        List<BoundChallenge> challenges = requests.stream().map(this::challenge).toList();
        BatchTree tree = BatchTree.of(challenges, RANDOM);
        PssSignature signature = sign(tree.root());
        List<BoundAnswer> answers = new ArrayList<>();
        for (int i = 0; i < challenges.size(); i++) {
            answers.add(answer(challenges.get(i), new AnswerProof.Batched(tree.proof(i, signature))));
        }
        return answers;
    }

    /** The answer on the wire to a single request. */
    public SignChallengeResponse answer(SignChallengeRequest request) {
        return BoundCodec.encode(direct(decode(request)));
    }

    /** The answers on the wire to a message of a stream. */
    public SignChallengesResponse answers(SignChallengesRequest message) {
        List<BoundAnswer> answers = batched(message.getChallengesList().stream()
                .map(NumberedChallenge::getChallenge)
                .map(TestingBoundSigner::decode)
                .toList());
        var response = SignChallengesResponse.newBuilder();
        for (int i = 0; i < answers.size(); i++) {
            response.addAnswers(NumberedAnswer.newBuilder()
                    .setRequestId(message.getChallenges(i).getRequestId())
                    .setAnswer(BoundCodec.encode(answers.get(i))));
        }
        return response.build();
    }

    /** The same in one answer that shares its proof. */
    public SharedAnswers shared(SignChallengesRequest message) {
        return SharedCodec.encode(
                shared(message.getChallengesList().stream()
                        .map(NumberedChallenge::getChallenge)
                        .map(TestingBoundSigner::decode)
                        .toList()),
                message.getChallengesList().stream()
                        .map(NumberedChallenge::getRequestId)
                        .toList());
    }

    /** One answer to all of them, which shares its proof. */
    public SharedAnswer shared(List<ChallengeRequest.Bound> requests) {
        Instant now = Instant.now().plusMillis(issued);
        List<BoundChallenge> challenges =
                requests.stream().map(request -> challenge(request, now)).toList();
        BatchTree tree = BatchTree.of(challenges, RANDOM);
        BoundChallenge first = challenges.get(0);
        return new SharedAnswer(
                first.certificate(),
                scheme,
                first.terms().validity(),
                first.channelBinding().type(),
                challenges.stream()
                        .map(challenge -> challenge.terms().agentNonce())
                        .toList(),
                tree.run(0, challenges.size(), sign(tree.root())));
    }

    /** The challenge of a request. */
    public static ChallengeRequest.Bound decode(SignChallengeRequest request) {
        return (ChallengeRequest.Bound) ChallengeCodec.decode(request);
    }

    /** A signature of the key. */
    public PssSignature sign(SigningPurpose purpose) {
        return PssSignature.of(TestingSignatures.sign(key, purpose.message(), purpose.scheme()));
    }

    private BoundAnswer answer(BoundChallenge challenge, AnswerProof proof) {
        return new BoundAnswer(
                challenge.certificate(),
                challenge.terms(),
                challenge.channelBinding().type(),
                proof);
    }
}

package eu.qlpipeline.signing.contract.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.merkle.BatchProof;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import java.util.Optional;

/** Translates bound challenges and their answers between the wire and the contract. */
public final class BoundCodec {

    private BoundCodec() {}

    /** The request for a bound challenge. */
    public static SignChallengeRequest encode(ChallengeRequest.Bound request) {
        var bound = eu.qlpipeline.signing.v1.BoundChallenge.newBuilder()
                .setVerifierNonce(bytes(request.verifierNonce().bytes()))
                .setChannelBindingType(encode(request.channelBinding().type()));
        request.audience().ifPresent(audience -> bound.setAudienceBytes(bytes(audience.bytes())));
        if (request.channelBinding().type() != ChannelBinding.Type.NONE) {
            bound.setChannelBindingValue(bytes(request.channelBinding().value()));
        }
        return SignChallengeRequest.newBuilder().setBound(bound).build();
    }

    /**
     * The bound challenge of a request.
     *
     * @throws ContractViolation if a field breaks a rule
     */
    static ChallengeRequest.Bound decode(eu.qlpipeline.signing.v1.BoundChallenge bound) {
        return new ChallengeRequest.Bound(
                Nonce.of(bound.getVerifierNonce().toByteArray()),
                bound.getAudience().isEmpty() ? Optional.empty() : Optional.of(new Audience(bound.getAudience())),
                channelBinding(bound));
    }

    private static ChannelBinding channelBinding(eu.qlpipeline.signing.v1.BoundChallenge bound) {
        ChannelBinding.Type type = decode(bound.getChannelBindingType());
        if (type == ChannelBinding.Type.NONE) {
            if (!bound.getChannelBindingValue().isEmpty()) {
                throw new ContractViolation(
                        ContractViolation.Reason.CHANNEL_BINDING_VALUE,
                        "channel binding value: "
                                + bound.getChannelBindingValue().size() + " bytes without a type (expected: none)");
            }
            return ChannelBinding.none();
        }
        return ChannelBinding.tlsExporter(bound.getChannelBindingValue().toByteArray());
    }

    /** The reply that carries an answer. */
    public static SignChallengeResponse encode(BoundAnswer answer) {
        BoundChallenge.Terms terms = answer.terms();
        var bound = eu.qlpipeline.signing.v1.BoundAnswer.newBuilder()
                .setAgentNonce(bytes(terms.agentNonce().bytes()))
                .setIssuedAtMs(terms.validity().issuedAtMillis())
                .setExpiresAtMs(terms.validity().expiresAtMillis())
                .setChannelBindingType(encode(answer.channelBinding()));
        if (answer.proof() instanceof AnswerProof.Batched batched) {
            bound.setBatchProof(bytes(batched.proof().encode()));
        } else if (answer.proof() instanceof AnswerProof.Direct direct) {
            bound.setSignature(bytes(direct.signature().bytes()));
        }
        return SignChallengeResponse.newBuilder()
                .setCertificateSha256(bytes(answer.certificate().bytes()))
                .setScheme(SchemeCodec.encode(terms.scheme()))
                .setBound(bound)
                .build();
    }

    /**
     * The answer that a reply carries.
     *
     * @throws ContractViolation if the reply is of another kind, or a field breaks a rule
     */
    public static BoundAnswer decode(SignChallengeResponse response) {
        if (response.getAnswerCase() != SignChallengeResponse.AnswerCase.BOUND) {
            throw new ContractViolation(
                    ContractViolation.Reason.ANSWER_MISSING,
                    "answer: " + response.getAnswerCase() + " (expected: BOUND)");
        }
        var bound = response.getBound();
        var terms = new BoundChallenge.Terms(
                Nonce.of(bound.getAgentNonce().toByteArray()),
                new BoundChallenge.Validity(bound.getIssuedAtMs(), bound.getExpiresAtMs()),
                SchemeCodec.decode(response.getScheme()));
        return new BoundAnswer(
                ChallengeCodec.certificateOf(response), terms, decode(bound.getChannelBindingType()), proof(bound));
    }

    private static AnswerProof proof(eu.qlpipeline.signing.v1.BoundAnswer bound) {
        return switch (bound.getProofCase()) {
            case SIGNATURE ->
                new AnswerProof.Direct(PssSignature.of(bound.getSignature().toByteArray()));
            case BATCH_PROOF ->
                new AnswerProof.Batched(BatchProof.parse(bound.getBatchProof().asReadOnlyByteBuffer()));
            case PROOF_NOT_SET ->
                throw new ContractViolation(
                        ContractViolation.Reason.ANSWER_MISSING, "proof: none (expected: signature or batch proof)");
        };
    }

    static ChannelBindingType encode(ChannelBinding.Type type) {
        return switch (type) {
            case NONE -> ChannelBindingType.CHANNEL_BINDING_TYPE_NONE;
            case TLS_EXPORTER -> ChannelBindingType.CHANNEL_BINDING_TYPE_TLS_EXPORTER;
        };
    }

    static ChannelBinding.Type decode(ChannelBindingType type) {
        return switch (type) {
            case CHANNEL_BINDING_TYPE_NONE -> ChannelBinding.Type.NONE;
            case CHANNEL_BINDING_TYPE_TLS_EXPORTER -> ChannelBinding.Type.TLS_EXPORTER;
            case CHANNEL_BINDING_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw new ContractViolation(
                        ContractViolation.Reason.CHANNEL_BINDING_TYPE,
                        "channel binding type: " + type + " (expected: none or tls-exporter)");
        };
    }

    /** Wraps an array that nobody else holds. */
    private static ByteString bytes(byte[] fresh) {
        return UnsafeByteOperations.unsafeWrap(fresh);
    }
}

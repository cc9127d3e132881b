package eu.qlpipeline.signing.contract.codec;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.v1.RawAnswer;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;

/** Translates challenges and their answers between the wire and the contract. */
public final class ChallengeCodec {

    private ChallengeCodec() {}

    /** The request for a raw challenge. */
    public static SignChallengeRequest encode(RawChallenge challenge) {
        return SignChallengeRequest.newBuilder()
                .setRaw(eu.qlpipeline.signing.v1.RawChallenge.newBuilder()
                        .setChallenge(ByteString.copyFrom(challenge.message())))
                .build();
    }

    /**
     * The challenge of a request.
     *
     * @throws ContractViolation if there is none, or it breaks a rule of its kind
     */
    public static ChallengeRequest decode(SignChallengeRequest request) {
        return switch (request.getChallengeCase()) {
            case RAW ->
                new ChallengeRequest.Raw(
                        RawChallenge.of(request.getRaw().getChallenge().toByteArray()));
            case BOUND -> BoundCodec.decode(request.getBound());
            case CHALLENGE_NOT_SET ->
                throw new ContractViolation(
                        ContractViolation.Reason.CHALLENGE_MISSING,
                        "challenge: none of a known kind (expected: raw or bound)");
        };
    }

    /** The answer to a raw challenge. */
    public static SignChallengeResponse encodeRaw(CertificateFingerprint certificate, PssSignature signature) {
        return SignChallengeResponse.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(certificate.bytes()))
                .setScheme(
                        SchemeCodec.encode(eu.qlpipeline.signing.contract.SignatureScheme.RSA4096_PSS_SHA256_SALT478))
                .setRaw(RawAnswer.newBuilder().setSignature(ByteString.copyFrom(signature.bytes())))
                .build();
    }

    /**
     * The certificate a reply names.
     *
     * @throws ContractViolation if it is not 32 bytes
     */
    public static CertificateFingerprint certificateOf(SignChallengeResponse response) {
        return CertificateFingerprint.ofBytes(response.getCertificateSha256().toByteArray());
    }

    /**
     * The signature in the reply to a raw challenge.
     *
     * @throws ContractViolation if the reply is of another kind, names another scheme, or the signature is not 512 bytes
     */
    public static PssSignature rawSignatureOf(SignChallengeResponse response) {
        if (response.getAnswerCase() != SignChallengeResponse.AnswerCase.RAW) {
            throw new ContractViolation(
                    ContractViolation.Reason.ANSWER_MISSING,
                    "answer: " + response.getAnswerCase() + " (expected: RAW)");
        }
        var scheme = SchemeCodec.decode(response.getScheme());
        if (scheme != eu.qlpipeline.signing.contract.SignatureScheme.RSA4096_PSS_SHA256_SALT478) {
            throw new ContractViolation(
                    ContractViolation.Reason.SCHEME_UNKNOWN,
                    "scheme: " + scheme + " (expected: RSA4096_PSS_SHA256_SALT478)");
        }
        return PssSignature.of(response.getRaw().getSignature().toByteArray());
    }
}

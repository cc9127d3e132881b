package eu.qlpipeline.signing.agent.rpc;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;

/** The wire form of answers. */
final class AnswerEncoding {

    private AnswerEncoding() {}

    static SignChallengeResponse challenge(SignatureAnswer answer) {
        if (answer.purpose() instanceof BoundChallenge bound) {
            return BoundCodec.encode(new BoundAnswer(
                    answer.certificate(), bound.terms(), bound.channelBinding().type(), answer.proof()));
        }
        return ChallengeCodec.encodeRaw(answer.certificate(), direct(answer));
    }

    static SignTls13CertificateVerifyResponse tls(SignatureAnswer answer) {
        return SignTls13CertificateVerifyResponse.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(answer.certificate().bytes()))
                .setSignature(ByteString.copyFrom(direct(answer).bytes()))
                .build();
    }

    private static PssSignature direct(SignatureAnswer answer) {
        if (answer.proof() instanceof AnswerProof.Direct direct) {
            return direct.signature();
        }
        throw new IllegalStateException("only bound challenges are answered by a batch");
    }
}

package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
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
        return TlsCodec.encode(answer.certificate(), direct(answer));
    }

    private static PssSignature direct(SignatureAnswer answer) {
        if (answer.proof() instanceof AnswerProof.Direct direct) {
            return direct.signature();
        }
        throw new IllegalStateException("only bound challenges are answered by a batch");
    }
}

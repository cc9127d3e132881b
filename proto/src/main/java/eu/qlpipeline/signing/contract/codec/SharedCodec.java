package eu.qlpipeline.signing.contract.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import eu.qlpipeline.signing.contract.merkle.BatchRun;
import eu.qlpipeline.signing.contract.merkle.RunSpan;
import eu.qlpipeline.signing.v1.SharedAnswers;
import java.util.ArrayList;
import java.util.List;

/** Translates answers that share their proof between the wire and the contract. */
public final class SharedCodec {

    /** Greatest number of challenges that one shared answer is for. */
    public static final int MOST_CHALLENGES = 256;

    private SharedCodec() {}

    /**
     * The wire form of an answer.
     *
     * @param requestIds the callers' numbers of the challenges, in the order of the run
     */
    public static SharedAnswers encode(SharedAnswer answer, List<Long> requestIds) {
        RunSpan span = answer.run().span();
        byte[] nonces = new byte[span.count() * Nonce.LENGTH];
        int at = 0;
        for (Nonce nonce : answer.agentNonces()) {
            nonce.copyTo(nonces, at);
            at += Nonce.LENGTH;
        }
        return SharedAnswers.newBuilder()
                .setCertificateSha256(bytes(answer.certificate().bytes()))
                .setScheme(SchemeCodec.encode(answer.scheme()))
                .setIssuedAtMs(answer.validity().issuedAtMillis())
                .setExpiresAtMs(answer.validity().expiresAtMillis())
                .setChannelBindingType(BoundCodec.encode(answer.channelBinding()))
                .setHeight(span.height())
                .setFirstIndex(span.first())
                .setBatchId(bytes(answer.run().batchId().bytes()))
                .addAllRequestIds(requestIds)
                .setAgentNonces(bytes(nonces))
                .setBlinds(bytes(answer.run().blinds()))
                .setPath(bytes(answer.run().neighbours()))
                .setSignature(bytes(answer.run().signature().bytes()))
                .build();
    }

    /**
     * The answer in a reply. Nothing is copied before the number of challenges is found right.
     *
     * @throws ContractViolation if a field breaks a rule
     */
    public static SharedAnswer decode(SharedAnswers wire) {
        int count = wire.getRequestIdsCount();
        if (count < 1 || count > MOST_CHALLENGES) {
            throw new ContractViolation(
                    ContractViolation.Reason.ANSWER_MISSING,
                    "shared answer: for " + count + " challenges (expected: 1 to " + MOST_CHALLENGES + ")");
        }
        var span = new RunSpan(wire.getHeight(), wire.getFirstIndex(), count);
        return new SharedAnswer(
                CertificateFingerprint.ofBytes(wire.getCertificateSha256().toByteArray()),
                SchemeCodec.decode(wire.getScheme()),
                new BoundChallenge.Validity(wire.getIssuedAtMs(), wire.getExpiresAtMs()),
                BoundCodec.decode(wire.getChannelBindingType()),
                nonces(hashes("agent nonces", wire.getAgentNonces(), count)),
                BatchRun.of(
                        span,
                        Nonce.of(hashes("batch id", wire.getBatchId(), 1)),
                        hashes("blinds", wire.getBlinds(), count),
                        hashes("path", wire.getPath(), span.neighbours()),
                        PssSignature.of(exactly("signature", wire.getSignature(), PssSignature.LENGTH))));
    }

    private static List<Nonce> nonces(byte[] bytes) {
        List<Nonce> nonces = new ArrayList<>(bytes.length / Nonce.LENGTH);
        for (int at = 0; at < bytes.length; at += Nonce.LENGTH) {
            nonces.add(Nonce.of(bytes, at));
        }
        return nonces;
    }

    private static byte[] hashes(String what, ByteString bytes, int count) {
        return exactly(what, bytes, count * Nonce.LENGTH);
    }

    private static byte[] exactly(String what, ByteString bytes, int length) {
        if (bytes.size() != length) {
            throw new ContractViolation(
                    ContractViolation.Reason.PROOF_LENGTH,
                    "shared answer " + what + ": " + bytes.size() + " bytes (expected: " + length + ")");
        }
        return bytes.toByteArray();
    }

    /** Wraps an array that nobody else holds. */
    private static ByteString bytes(byte[] fresh) {
        return UnsafeByteOperations.unsafeWrap(fresh);
    }
}

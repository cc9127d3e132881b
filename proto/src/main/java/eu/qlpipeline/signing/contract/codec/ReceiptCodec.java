package eu.qlpipeline.signing.contract.codec;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.GetReceiptResponse;

/** Translates requests for receipts, and receipts, between the wire and the contract. */
public final class ReceiptCodec {

    private ReceiptCodec() {}

    /** The request for a receipt. */
    public static GetReceiptRequest encode(ReceiptQuery query) {
        return GetReceiptRequest.newBuilder()
                .setChallengeSha256(ByteString.copyFrom(query.challenge().bytes()))
                .setSignatureSha256(ByteString.copyFrom(query.signature().bytes()))
                .setAnsweredAtMs(query.answeredAtMillis())
                .build();
    }

    /**
     * What a request asks for.
     *
     * @throws ContractViolation if a hash is not 32 bytes, or the time is out of range
     */
    public static ReceiptQuery decode(GetReceiptRequest request) {
        return new ReceiptQuery(
                digest("challenge", request.getChallengeSha256()),
                digest("signature", request.getSignatureSha256()),
                request.getAnsweredAtMs());
    }

    private static Digest digest(String what, ByteString bytes) {
        if (bytes.size() != Digest.LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.CHALLENGE_LENGTH,
                    "SHA-256 of the " + what + ": " + bytes.size() + " bytes (expected: 32)");
        }
        return Digest.ofBytes(bytes.toByteArray());
    }

    /** The reply that carries a receipt. */
    public static GetReceiptResponse encode(Receipt receipt) {
        return GetReceiptResponse.newBuilder()
                .setRecord(ByteString.copyFrom(receipt.recordBytes()))
                .setIndex(receipt.proof().index())
                .setInclusionPath(ByteString.copyFrom(receipt.proof().path()))
                .setCheckpoint(ByteString.copyFrom(CheckpointNote.encode(receipt.checkpoint())))
                .build();
    }

    /**
     * The receipt that a reply carries, not verified.
     *
     * @throws ReceiptException if it carries none
     */
    public static Receipt decode(GetReceiptResponse response) throws ReceiptException {
        SignedCheckpoint checkpoint;
        try {
            checkpoint = CheckpointNote.decode(response.getCheckpoint().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new ReceiptException(ReceiptException.Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
        return Receipt.of(
                response.getRecord().toByteArray(),
                response.getIndex(),
                response.getInclusionPath().toByteArray(),
                checkpoint);
    }
}

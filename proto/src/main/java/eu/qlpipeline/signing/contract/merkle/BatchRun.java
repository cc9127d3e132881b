package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import java.util.List;

/**
 * The answer to bound challenges at neighbouring places of one batch: what their {@linkplain BatchProof proofs} have in
 * common is held once, and of their ways to the root only the hashes beside the run, at most two a level.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class BatchRun {

    private final RunSpan span;
    private final Nonce batchId;
    private final byte[] blinds;
    private final byte[] neighbours;
    private final PssSignature signature;

    /** Takes arrays that nobody else holds. */
    BatchRun(RunSpan span, Nonce batchId, byte[] blinds, byte[] neighbours, PssSignature signature) {
        this.span = span;
        this.batchId = batchId;
        this.blinds = blinds;
        this.neighbours = neighbours;
        this.signature = signature;
    }

    /**
     * Takes a run, after all lengths are found right.
     *
     * @param span where it is
     * @param batchId the batch's name
     * @param blinds the blinds of its leaves, 32 bytes each; copied
     * @param neighbours the hashes beside the run, 32 bytes each, from the leaves up and left before right; copied
     * @param signature the signature over the root
     * @throws ContractViolation if a length is another than the span demands
     */
    public static BatchRun of(RunSpan span, Nonce batchId, byte[] blinds, byte[] neighbours, PssSignature signature) {
        requireHashes("blinds", blinds, span.count());
        requireHashes("path", neighbours, span.neighbours());
        return new BatchRun(span, batchId, blinds.clone(), neighbours.clone(), signature);
    }

    private static void requireHashes(String what, byte[] bytes, int hashes) {
        if (bytes.length != hashes * Sha256.LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.PROOF_LENGTH,
                    "run " + what + ": " + bytes.length + " bytes (expected: " + hashes * Sha256.LENGTH + ")");
        }
    }

    /** Where the run is in its tree. */
    public RunSpan span() {
        return span;
    }

    /** The batch's name. */
    public Nonce batchId() {
        return batchId;
    }

    /** A fresh array of the blinds. */
    public byte[] blinds() {
        return blinds.clone();
    }

    /** A fresh array of the hashes beside the run. */
    public byte[] neighbours() {
        return neighbours.clone();
    }

    /** The signature over the root. */
    public PssSignature signature() {
        return signature;
    }

    /**
     * Goes the way from the challenges to the root. They are answered if, and only if, {@link #signature()} verifies over it.
     *
     * @param challenges those of the run, in their order
     * @throws IllegalArgumentException if they are not as many as the run has places, or for several keys or schemes
     */
    public RunTree climb(List<BoundChallenge> challenges) {
        if (challenges.size() != span.count()) {
            throw new IllegalArgumentException(
                    "challenges: " + challenges.size() + " (expected: " + span.count() + ")");
        }
        BatchTree.requireAlike(challenges);
        return RunTree.of(this, challenges, blinds, neighbours);
    }

    @Override
    public String toString() {
        return "BatchRun[" + span + "]";
    }
}

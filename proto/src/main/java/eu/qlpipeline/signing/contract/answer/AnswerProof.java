package eu.qlpipeline.signing.contract.answer;

import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.merkle.BatchProof;

/** What proves the answer to a bound challenge. */
public sealed interface AnswerProof {

    /**
     * A signature over the message itself.
     *
     * @param signature the signature
     */
    record Direct(PssSignature signature) implements AnswerProof {}

    /**
     * A place in a batch whose root is signed.
     *
     * @param proof the way from the place to the root, and the root's signature
     */
    record Batched(BatchProof proof) implements AnswerProof {}
}

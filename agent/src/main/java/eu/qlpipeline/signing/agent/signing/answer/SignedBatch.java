package eu.qlpipeline.signing.agent.signing.answer;

import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import eu.qlpipeline.signing.contract.merkle.BatchTree;
import java.util.List;

/**
 * Bound challenges that one signature answers. The signature was verified.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SignedBatch {

    private final List<BoundChallenge> challenges;
    private final BatchTree tree;
    private final PssSignature signature;

    /**
     * @param challenges by their places in the tree; nobody may change them any more
     * @param tree over them
     * @param signature over its root
     */
    public SignedBatch(List<BoundChallenge> challenges, BatchTree tree, PssSignature signature) {
        this.challenges = challenges;
        this.tree = tree;
        this.signature = signature;
    }

    /** How many challenges the signature answers. */
    public int size() {
        return challenges.size();
    }

    /** What proves the answer to one challenge. */
    public SignatureAnswer answer(int place) {
        BoundChallenge challenge = challenges.get(place);
        return new SignatureAnswer(
                challenge.certificate(), challenge, new AnswerProof.Batched(tree.proof(place, signature)));
    }

    /** Whether one shared answer can be for both challenges, if it is for all between them. */
    public boolean canShare(int place, int other) {
        BoundChallenge one = challenges.get(place);
        BoundChallenge two = challenges.get(other);
        return one.terms().validity().equals(two.terms().validity())
                && one.channelBinding().type() == two.channelBinding().type();
    }

    /**
     * What proves the answers to neighbouring challenges.
     *
     * @param first the first place
     * @param count number of challenges, which {@linkplain #canShare can share} an answer
     */
    public SharedAnswer shared(int first, int count) {
        BoundChallenge challenge = challenges.get(first);
        return new SharedAnswer(
                challenge.certificate(),
                challenge.scheme(),
                challenge.terms().validity(),
                challenge.channelBinding().type(),
                challenges.subList(first, first + count).stream()
                        .map(each -> each.terms().agentNonce())
                        .toList(),
                tree.run(first, count, signature));
    }
}

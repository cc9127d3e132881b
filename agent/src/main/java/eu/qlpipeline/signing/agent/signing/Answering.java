package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.merkle.BatchTree;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Answers what was taken from the queue: one request directly, several by a batch. Safe for use by several threads. */
final class Answering {

    private final PurposeSigner signer;
    private final SigningPace pace;
    private final Clock clock;
    private final SecureRandom random;

    Answering(PurposeSigner signer, SigningPace pace, Clock clock, SecureRandom random) {
        this.signer = signer;
        this.pace = pace;
        this.clock = clock;
        this.random = random;
    }

    /** Answers all; {@code signed} is told as soon as the token has done its part, before the answers go out. */
    void answer(List<Waiting> taken, Runnable signed) {
        List<Waiting> live = live(taken);
        try {
            if (live.size() == 1) {
                single(live.get(0), signed);
            } else if (!live.isEmpty()) {
                batch(live, signed);
            }
        } finally {
            signed.run();
            taken.forEach(waiting -> waiting.listener().flush());
        }
    }

    /** Those for whom an answer still matters; the others are told, or are gone. */
    private static List<Waiting> live(List<Waiting> taken) {
        List<Waiting> live = new ArrayList<>(taken.size());
        for (Waiting waiting : taken) {
            if (waiting.listener().isCancelled()) {
                continue;
            }
            if (waiting.request().isExpired()) {
                waiting.listener()
                        .failed(new AgentException(
                                ReasonCode.DEADLINE_EXCEEDED,
                                "deadline: passed while the request waited for the token"));
            } else {
                live.add(waiting);
            }
        }
        return live;
    }

    private void single(Waiting waiting, Runnable signed) {
        SignatureAnswer answer;
        try {
            SigningKey key = signer.key();
            SigningPurpose purpose = purpose(waiting, key);
            answer = new SignatureAnswer(key.certificate(), purpose, new AnswerProof.Direct(timed(key, purpose)));
        } catch (AgentException e) {
            waiting.listener().failed(e);
            return;
        }
        signed.run();
        waiting.listener().answered(answer);
    }

    private PssSignature timed(SigningKey key, SigningPurpose purpose) {
        long start = System.nanoTime();
        PssSignature signature = signer.sign(key, purpose);
        pace.measured(System.nanoTime() - start);
        return signature;
    }

    private SigningPurpose purpose(Waiting waiting, SigningKey key) {
        Demand demand = waiting.request().demand();
        if (demand instanceof Demand.Bound bound) {
            return bound.complete(key, clock, random);
        }
        return ((Demand.Complete) demand).purpose();
    }

    private void batch(List<Waiting> live, Runnable signed) {
        List<BoundChallenge> challenges = new ArrayList<>(live.size());
        BatchTree tree;
        PssSignature signature;
        SigningKey key;
        try {
            key = signer.key();
            for (Waiting waiting : live) {
                challenges.add(((Demand.Bound) waiting.request().demand()).complete(key, clock, random));
            }
            tree = BatchTree.of(challenges, random);
            signature = timed(key, tree.root());
        } catch (AgentException e) {
            live.forEach(waiting -> waiting.listener().failed(e));
            return;
        }
        signed.run();
        for (int i = 0; i < live.size(); i++) {
            live.get(i)
                    .listener()
                    .answered(new SignatureAnswer(
                            key.certificate(), challenges.get(i), new AnswerProof.Batched(tree.proof(i, signature))));
        }
    }
}

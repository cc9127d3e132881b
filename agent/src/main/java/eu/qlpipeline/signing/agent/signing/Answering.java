package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.audit.Durability;
import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.SigningPurpose;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Result;
import eu.qlpipeline.signing.contract.merkle.BatchTree;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers what was taken from the queue: one request directly, several by a batch. The intents are recorded before the token
 * is asked, and no answer leaves before its outcome is recorded. What nobody waits for any more is not recorded, since it cost
 * its caller no signature and would fill the disk. Safe for use by several threads.
 */
final class Answering {

    private static final System.Logger LOG = System.getLogger(Answering.class.getName());

    private final PurposeSigner signer;
    private final SigningPace pace;
    private final RequestJournal journal;
    private final GrantedChallenge.Freshness freshness;

    Answering(PurposeSigner signer, SigningPace pace, RequestJournal journal, GrantedChallenge.Freshness freshness) {
        this.signer = signer;
        this.pace = pace;
        this.journal = journal;
        this.freshness = freshness;
    }

    /** Answers all; {@code signed} is told as soon as the token has done its part, before the answers go out. */
    void answer(List<Waiting> taken, Runnable signed) {
        List<Settlement> live = live(taken);
        if (live.isEmpty()) {
            signed.run();
            return;
        }
        try {
            journal.intend(live.stream().map(Settlement::journalled).toList());
        } catch (AgentException blocked) {
            signed.run();
            lost(live, blocked);
            return;
        }
        try {
            settle(live, signed);
        } catch (AgentException e) {
            live.forEach(settlement -> settlement.failed(e));
        } catch (CallLostException e) {
            // Its callers were told when it was given up; the log is told now.
            live.forEach(settlement -> settlement.failed(
                    new AgentException(ReasonCode.TOKEN_HUNG, "token: answered after it was given up; not released")));
            journal.conclude(live.stream().map(Settlement::conclusion).toList(), new Release(live, 0));
            throw e;
        } catch (RuntimeException | Error e) {
            // A defect, or memory that ran out, must neither leave a caller waiting nor a request without its outcome.
            LOG.log(System.Logger.Level.ERROR, "signer: defect", e);
            var reason = new AgentException(ReasonCode.INTERNAL, "agent: internal defect", e);
            live.forEach(settlement -> settlement.failed(reason));
        } finally {
            signed.run();
        }
        journal.conclude(live.stream().map(Settlement::conclusion).toList(), new Release(live, patience(live)));
    }

    /** One answer can wait for the next, so that they leave together; a batch is many already. */
    private long patience(List<Settlement> all) {
        if (all.size() > 1) {
            return 0;
        }
        Waiting waiting = all.get(0).waiting();
        long now = System.nanoTime();
        return pace.patience(now - waiting.since(), waiting.request().deadlineNanos() - now);
    }

    private void settle(List<Settlement> live, Runnable signed) {
        if (live.size() == 1) {
            single(live.get(0));
        } else {
            batch(live, signed);
        }
    }

    /** Those for whom an answer still matters; the others that are still there are told that their time is over. */
    private List<Settlement> live(List<Waiting> taken) {
        List<Settlement> live = new ArrayList<>(taken.size());
        List<Settlement> late = new ArrayList<>();
        long answered = System.nanoTime() + pace.signature();
        for (Waiting waiting : taken) {
            if (!waiting.isCancelled()) {
                boolean canWait = waiting.request().canWaitUntil(answered);
                (canWait ? live : late).add(new Settlement(waiting));
            }
        }
        if (!late.isEmpty()) {
            lost(
                    late,
                    new AgentException(
                            ReasonCode.DEADLINE_EXCEEDED,
                            "deadline: passed, or too near for a signature, while the request waited for the token"));
        }
        return live;
    }

    private void single(Settlement settlement) {
        SigningKey key = signer.key();
        SigningPurpose purpose = settlement.waiting().request().challenge().purpose(key, freshness);
        PurposeSigner.Made made = timed(key, purpose);
        settlement.answered(
                new SignatureAnswer(key.certificate(), purpose, new AnswerProof.Direct(made.signature())),
                result(key, made));
    }

    /** Signs, and lets the pace know how long that took. */
    private PurposeSigner.Made timed(SigningKey key, SigningPurpose purpose) {
        long start = System.nanoTime();
        PurposeSigner.Made made = signer.sign(key, purpose);
        pace.measured(System.nanoTime() - start);
        return made;
    }

    private void batch(List<Settlement> live, Runnable signed) {
        SigningKey key = signer.key();
        List<BoundChallenge> challenges = new ArrayList<>(live.size());
        SecureRandom random = freshness.bulk();
        List<BoundChallenge.Terms> terms = freshness.terms(key.boundScheme(), live.size(), random);
        for (int i = 0; i < live.size(); i++) {
            var granted =
                    (GrantedChallenge.Bound) live.get(i).waiting().request().challenge();
            challenges.add(granted.complete(key, terms.get(i)));
        }
        BatchTree tree = BatchTree.of(challenges, random);
        PurposeSigner.Made made = timed(key, tree.root());
        signed.run();
        Result.Signed result = result(key, made);
        var batch = new SignedBatch(challenges, tree, made.signature());
        for (int i = 0; i < live.size(); i++) {
            live.get(i).answered(batch, i, result);
        }
    }

    private static Result.Signed result(SigningKey key, PurposeSigner.Made made) {
        return new Result.Signed(
                key.certificate(), made.generation(), Digest.of(made.signature().bytes()));
    }

    private static void lost(List<Settlement> all, AgentException reason) {
        Waiting.fail(all.stream().map(Settlement::waiting).toList(), reason);
    }

    /** Lets the answers go when their outcomes are recorded. */
    private record Release(List<Settlement> all, long patience) implements Durability {

        @Override
        public void durable() {
            all.forEach(Settlement::tell);
            all.forEach(Settlement::flush);
        }

        @Override
        public void lost(AgentException reason) {
            Answering.lost(all, reason);
        }
    }
}

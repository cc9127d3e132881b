package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts requests by what becomes of each. Safe for use by several threads. */
final class CountedSubmissions implements Submissions {

    private final Submissions requests;
    private final RequestCounters counters;

    CountedSubmissions(Submissions requests, RequestCounters counters) {
        this.requests = requests;
        this.counters = counters;
    }

    @Override
    public void submit(Caller caller, ChallengeRequest challenge, long deadlineNanos, SignatureListener listener) {
        var counted = new Counting(counters, challenge.kind(), listener);
        try {
            requests.submit(caller, challenge, deadlineNanos, counted);
        } catch (AgentException refusal) {
            counters.failed(challenge.kind(), refusal.reason());
            counters.limited(caller.name(), refusal.reason());
            throw refusal;
        }
    }

    @Override
    public void undecodable(ReasonCode reason) {
        counters.unread(reason);
    }

    @Override
    public void limited(Caller caller, ReasonCode reason) {
        counters.unread(reason);
        counters.limited(caller.name(), reason);
    }

    /**
     * Counts a request once: its outcome, or that at its turn nobody waited for it any more, whichever comes first. Of one
     * that nobody waited for an outcome may be told all the same, where its thread is lost.
     */
    private static final class Counting implements SignatureListener {

        private final RequestCounters counters;
        private final PurposeKind purpose;
        private final SignatureListener listener;
        private final AtomicBoolean counted = new AtomicBoolean();

        Counting(RequestCounters counters, PurposeKind purpose, SignatureListener listener) {
            this.counters = counters;
            this.purpose = purpose;
            this.listener = listener;
        }

        @Override
        public void answered(SignatureAnswer answer) {
            count(() -> counters.signed(purpose));
            listener.answered(answer);
        }

        @Override
        public void answered(SignedBatch batch, int place) {
            count(() -> counters.signed(purpose));
            if (place == 0) {
                counters.batch(batch.size());
            }
            listener.answered(batch, place);
        }

        @Override
        public void failed(AgentException reason) {
            count(() -> counters.failed(purpose, reason.reason()));
            listener.failed(reason);
        }

        @Override
        public void flush() {
            listener.flush();
        }

        @Override
        public boolean isCancelled() {
            boolean cancelled = listener.isCancelled();
            if (cancelled) {
                count(() -> counters.gone(purpose));
            }
            return cancelled;
        }

        private void count(Runnable outcome) {
            if (counted.compareAndSet(false, true)) {
                outcome.run();
            }
        }
    }
}

package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Authorizer;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.WatchedPool;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests, and has signer threads answer them. The queue is bounded: what does not fit is refused at once.
 *
 * <p>Safe for use by several threads. Submitting never blocks.
 */
public final class SigningService implements AutoCloseable {

    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration SOON = Duration.ofMillis(200);

    private final Authorizer authorizer = new Authorizer();
    private final RequestJournal journal;
    private final Answering answering;
    private final SigningPace pace;
    private final RequestQueue queue;
    private final WatchedPool<Taken> signers;
    private volatile boolean stopping;

    /**
     * The way to the token.
     *
     * @param signer makes signatures
     * @param watch watches the calls that are made for them
     */
    public record Token(PurposeSigner signer, CallWatch watch) {}

    /**
     * A service with its signer threads started.
     *
     * @param afterwards runs what a submission leads to, on the same thread: at once, or when that has submitted what else it
     *     has in hand, so that one signature can answer all of it
     */
    public SigningService(
            SigningSettings settings,
            Token token,
            RequestJournal journal,
            GrantedChallenge.Freshness freshness,
            Executor afterwards) {
        this.journal = journal;
        this.pace = new SigningPace(settings.threads(), System::nanoTime);
        this.answering = new Answering(token.signer(), pace, journal, freshness);
        this.queue = new RequestQueue(
                settings.queueLimit(),
                settings.maxBatch(),
                afterwards,
                new BatchesInWork.Pace(pace::signature, System::nanoTime));
        this.signers = new WatchedPool<>(token.watch(), "signer-", settings.threads(), new Signing());
    }

    /**
     * Takes a challenge; its listener hears the outcome, perhaps before this returns.
     *
     * @param deadlineNanos when the caller stops waiting, on the scale of {@link System#nanoTime}
     * @throws AgentException (PURPOSE_NOT_PERMITTED, AUDIENCE_NOT_PERMITTED) if the policy denies it; (OVERLOADED) if the
     *     queue is full, or the deadline cannot be met because of what comes first; (DEADLINE_EXCEEDED) if it could not even if
     *     nothing did; (SHUTTING_DOWN) once the service
     *     stops; (AUDIT_BLOCKED) while nothing can be recorded. The listener then hears nothing
     */
    public void submit(Caller caller, ChallengeRequest challenge, long deadlineNanos, SignatureListener listener) {
        GrantedChallenge granted = granted(caller, challenge);
        admit(new SignatureRequest(caller, granted, deadlineNanos), listener);
    }

    /** What the policy denies is recorded; what there is no room or no time for is not, or it would fill the disk. */
    private GrantedChallenge granted(Caller caller, ChallengeRequest challenge) {
        journal.requireWritable();
        try {
            authorizer.authorize(caller, challenge.kind());
            return challenge.either(GrantedChallenge.Complete::new, bound -> granted(caller, bound));
        } catch (AgentException refusal) {
            journal.refused(GrantedChallenge.facts(caller, challenge), refusal.reason());
            throw refusal;
        }
    }

    private GrantedChallenge granted(Caller caller, ChallengeRequest.Bound bound) {
        return new GrantedChallenge.Bound(
                bound.verifierNonce(), authorizer.audience(caller, bound.audience()), bound.channelBinding());
    }

    private void admit(SignatureRequest request, SignatureListener listener) {
        if (stopping) {
            throw new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping");
        }
        // Once: the clock takes as long as the queue.
        long now = System.nanoTime();
        int ahead = queue.signaturesAhead(request);
        long estimate = pace.estimate(ahead, now);
        if (estimate > 0 && request.deadlineNanos() - now < estimate) {
            throw late(ahead, estimate);
        }
        if (!queue.offer(new Waiting(request, listener, now))) {
            throw overloaded("queue: full (expected: room for one more request)");
        }
    }

    /** Where nothing comes first there is no load that could pass. */
    private static AgentException late(int ahead, long estimate) {
        String millis = (estimate + 999_999) / 1_000_000 + " ms";
        return ahead == 0
                ? AgentException.refusal(
                        ReasonCode.DEADLINE_EXCEEDED, "deadline: shorter than one signature takes, " + millis)
                : overloaded("deadline: cannot be met, with what comes first the signature takes " + millis);
    }

    private static AgentException overloaded(String message) {
        return AgentException.refusal(ReasonCode.OVERLOADED, message, SOON);
    }

    /** The signer threads' work. */
    private final class Signing implements WatchedPool.Work<Taken> {

        @Override
        public @Nullable Taken take() throws InterruptedException {
            return queue.take(IDLE).orElse(null);
        }

        @Override
        public void perform(Taken taken) {
            answering.answer(taken.requests(), taken::signed);
        }

        @Override
        public void abandoned(Taken taken) {
            fail(taken, new AgentException(ReasonCode.TOKEN_HUNG, "token: did not answer in time; given up"));
        }

        @Override
        public void broken(Taken taken, Throwable defect) {
            fail(taken, new AgentException(ReasonCode.INTERNAL, "agent: internal defect", defect));
        }

        @Override
        public boolean isIdle() {
            return queue.size() == 0;
        }

        private void fail(Taken taken, AgentException reason) {
            taken.signed();
            Waiting.fail(taken.requests(), reason);
        }
    }

    /** How many requests wait for a signer thread. */
    public int waiting() {
        return queue.size();
    }

    /** Refuses new requests, answers those that wait, and stops the threads; waits 5 seconds at the most for all of them. */
    @Override
    public void close() {
        stopping = true;
        signers.close();
        Waiting.fail(queue.drain(), new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping"));
    }
}

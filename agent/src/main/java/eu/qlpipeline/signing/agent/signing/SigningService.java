package eu.qlpipeline.signing.agent.signing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Authorizer;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Takes requests, and has signer threads answer them. The queue is bounded: what does not fit is refused at once.
 *
 * <p>Safe for use by several threads. Submitting never blocks.
 */
public final class SigningService implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SigningService.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMillis(200);

    private final Authorizer authorizer;
    private final RequestJournal journal;
    private final Answering answering;
    private final SigningPace pace;
    private final RequestQueue queue;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** A service with its signer threads started. */
    public SigningService(
            SigningSettings settings,
            Authorizer authorizer,
            PurposeSigner signer,
            RequestJournal journal,
            Demand.Freshness freshness) {
        this.authorizer = authorizer;
        this.journal = journal;
        this.pace = new SigningPace(settings.threads());
        this.answering = new Answering(signer, pace, journal, freshness);
        this.queue = new RequestQueue(settings.queueLimit(), settings.maxBatch());
        for (int i = 1; i <= settings.threads(); i++) {
            Thread thread = new Thread(this::work, "signer-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * Takes a challenge; its listener hears the outcome, perhaps before this returns.
     *
     * @param deadlineNanos when the caller stops waiting, on the scale of {@link System#nanoTime}
     * @throws AgentException (PURPOSE_NOT_PERMITTED, AUDIENCE_NOT_PERMITTED) if the policy denies it; (OVERLOADED) if the
     *     queue is full, or the deadline cannot be met; (SHUTTING_DOWN) once the service
     *     stops; (AUDIT_BLOCKED) while nothing can be recorded. The listener then hears nothing
     */
    public void submit(Caller caller, ChallengeRequest challenge, long deadlineNanos, SignatureListener listener) {
        Demand demand =
                recordingRefusals(() -> authorized(caller, challenge), () -> SignatureRequest.facts(caller, challenge));
        admit(new SignatureRequest(caller, demand, deadlineNanos), listener);
    }

    private Demand authorized(Caller caller, ChallengeRequest challenge) {
        authorizer.authorize(caller, challenge.kind());
        if (challenge instanceof ChallengeRequest.Bound bound) {
            return new Demand.Bound(
                    bound.verifierNonce(), authorizer.audience(caller, bound.audience()), bound.channelBinding());
        }
        return new Demand.Complete(((ChallengeRequest.Raw) challenge).challenge());
    }

    /**
     * Takes the CertificateVerify of a TLS handshake.
     *
     * @see #submit(Caller, ChallengeRequest, long, SignatureListener)
     */
    public void submit(Caller caller, Tls13CertificateVerify verify, long deadlineNanos, SignatureListener listener) {
        var demand = new Demand.Complete(verify);
        recordingRefusals(
                () -> {
                    authorizer.authorize(caller, PurposeKind.TLS13_CERTIFICATE_VERIFY);
                    return demand;
                },
                () -> SignatureRequest.facts(caller, demand));
        admit(new SignatureRequest(caller, demand, deadlineNanos), listener);
    }

    /** What the policy denies is recorded; what there is no room or no time for is not, or it would fill the disk. */
    @CanIgnoreReturnValue
    private Demand recordingRefusals(Supplier<Demand> decision, Supplier<RequestFacts> facts) {
        journal.requireWritable();
        try {
            return decision.get();
        } catch (AgentException refusal) {
            journal.refused(facts.get(), refusal.reason());
            throw refusal;
        }
    }

    private void admit(SignatureRequest request, SignatureListener listener) {
        if (stopping) {
            throw new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping");
        }
        long estimate = pace.estimate(queue.signaturesAhead(request.isBatchable()));
        if (estimate > 0 && request.deadlineNanos() - System.nanoTime() < estimate) {
            throw AgentException.overloaded(
                    "deadline: cannot be met, " + estimate / 1_000_000 + " ms of signatures come first");
        }
        if (!queue.offer(new Waiting(request, listener))) {
            throw AgentException.overloaded("queue: full (expected: room for one more request)");
        }
    }

    private void work() {
        while (!stopping || !queue.isEmpty()) {
            try {
                List<Waiting> taken = queue.take(IDLE);
                if (!taken.isEmpty()) {
                    answer(taken);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void answer(List<Waiting> taken) {
        boolean batch = taken.size() > 1;
        try {
            answering.answer(taken, batch ? once(queue::batchSigned) : () -> {});
        } catch (RuntimeException e) {
            // The top of a thread: a defect must neither end the thread nor leave a caller waiting.
            LOG.log(System.Logger.Level.ERROR, "signer: defect", e);
            AgentException reason = new AgentException(ReasonCode.INTERNAL, "agent: internal defect", e);
            taken.forEach(waiting -> waiting.failed(reason));
            taken.forEach(Waiting::flush);
        }
    }

    /** Told twice, the queue would take the next batch for signed while it is not. */
    private static Runnable once(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    /** Refuses new requests, answers those that wait, and stops the threads; waits 5 seconds at the most for each. */
    @Override
    public void close() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        AgentException reason = new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping");
        List<Waiting> rest = queue.drain();
        rest.forEach(waiting -> waiting.failed(reason));
        rest.forEach(Waiting::flush);
    }
}

package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes requests, and has signer threads answer them in the order they came. The queue is bounded: what does not fit is
 * refused at once.
 *
 * <p>Safe for use by several threads. {@link #submit} never blocks.
 */
public final class SigningService implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SigningService.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long IDLE_MILLIS = 200;

    private final Authorizer authorizer;
    private final PurposeSigner signer;
    private final BlockingQueue<Waiting> queue;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** A service with its signer threads started. */
    public SigningService(SigningSettings settings, Authorizer authorizer, PurposeSigner signer) {
        this.authorizer = authorizer;
        this.signer = signer;
        this.queue = new ArrayBlockingQueue<>(settings.queueLimit());
        for (int i = 1; i <= settings.threads(); i++) {
            Thread thread = new Thread(this::work, "signer-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * Takes a request; its listener hears the outcome, perhaps before this returns.
     *
     * @throws AgentException (PURPOSE_NOT_PERMITTED) if the caller may not ask for this; (OVERLOADED) if the queue is full;
     *     (SHUTTING_DOWN) once the service stops. The listener then hears nothing
     */
    public void submit(SignatureRequest request, SignatureListener listener) {
        authorizer.authorize(request.caller(), request.purpose().kind());
        if (stopping) {
            throw new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping");
        }
        if (!queue.offer(new Waiting(request, listener))) {
            throw new AgentException(
                    ReasonCode.OVERLOADED, "queue: " + queue.size() + " requests wait (expected: room for one more)");
        }
    }

    private void work() {
        while (!stopping || !queue.isEmpty()) {
            try {
                Waiting next = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    answer(next);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void answer(Waiting waiting) {
        SignatureListener listener = waiting.listener();
        if (listener.isCancelled()) {
            return;
        }
        if (waiting.request().isExpired()) {
            listener.failed(new AgentException(
                    ReasonCode.DEADLINE_EXCEEDED, "deadline: passed while the request waited for the token"));
            return;
        }
        SignatureAnswer answer;
        try {
            answer = signer.sign(waiting.request().purpose());
        } catch (AgentException e) {
            listener.failed(e);
            return;
        } catch (RuntimeException e) {
            // The top of a thread: a defect must neither end the thread nor leave the caller waiting.
            LOG.log(System.Logger.Level.ERROR, "signer: defect", e);
            listener.failed(new AgentException(ReasonCode.INTERNAL, "agent: internal defect", e));
            return;
        }
        listener.answered(answer);
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
        List<Waiting> late = new ArrayList<>();
        queue.drainTo(late);
        late.forEach(
                waiting -> waiting.listener().failed(new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping")));
    }

    private record Waiting(SignatureRequest request, SignatureListener listener) {}
}

package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A request that waits for the token, with the listener who hears the outcome: the first one, and no other, whoever tells.
 * A defect of the listener is its own, and keeps nobody else from hearing. Safe for use by several threads.
 */
final class Waiting {

    private static final System.Logger LOG = System.getLogger(Waiting.class.getName());

    private final SignatureRequest request;
    private final SignatureListener listener;
    private final long since;
    private final AtomicBoolean told = new AtomicBoolean();

    /** A request that waits since then, on the scale of {@link System#nanoTime}. */
    Waiting(SignatureRequest request, SignatureListener listener, long since) {
        this.request = request;
        this.listener = listener;
        this.since = since;
    }

    SignatureRequest request() {
        return request;
    }

    void answered(SignatureAnswer answer) {
        tell(hearing -> hearing.answered(answer));
    }

    void answered(SignedBatch batch, int place) {
        tell(hearing -> hearing.answered(batch, place));
    }

    void failed(AgentException reason) {
        tell(hearing -> hearing.failed(reason));
    }

    /** Tells all of them that there is no answer, and why. */
    static void fail(List<Waiting> all, AgentException reason) {
        all.forEach(waiting -> waiting.failed(reason));
        all.forEach(Waiting::flush);
    }

    void flush() {
        shielded(SignatureListener::flush);
    }

    /** Since when it waits, on the scale of {@link System#nanoTime}. */
    long since() {
        return since;
    }

    boolean isCancelled() {
        return listener.isCancelled();
    }

    private void tell(Consumer<SignatureListener> outcome) {
        if (told.compareAndSet(false, true)) {
            shielded(outcome);
        }
    }

    private void shielded(Consumer<SignatureListener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "signer: defect of a listener", e);
        }
    }
}

package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The signing service behind the limits of each caller, those of challenges and those of signatures for TLS. What a caller asks for
 * too fast, or too much of at the same time, is refused before it costs the others anything.
 *
 * <p>Safe for use by several threads. Submitting never blocks.
 */
public final class Admission implements Submissions {

    private final SigningService signing;
    private final Gates challenges;
    private final Gates tls;

    /**
     * @param signing what is behind the limits
     * @param nanoTime as {@link System#nanoTime}
     */
    public Admission(SigningService signing, LongSupplier nanoTime) {
        this.signing = signing;
        this.challenges = new Gates("", Caller::challengeLimits, nanoTime);
        this.tls = new Gates(CallerLimits.OF_TLS, Caller::tlsLimits, nanoTime);
    }

    @Override
    public void submit(Caller caller, ChallengeRequest challenge, long deadlineNanos, SignatureListener listener) {
        boolean forTls = challenge.kind() == PurposeKind.TLS13_CERTIFICATE_VERIFY;
        Optional<Gate> limited = (forTls ? tls : challenges).of(caller);
        if (limited.isEmpty()) {
            signing.submit(caller, challenge, deadlineNanos, listener);
            return;
        }
        Gate gate = limited.get();
        gate.enter();
        var inside = new Inside(gate, listener);
        try {
            signing.submit(caller, challenge, deadlineNanos, inside);
        } catch (RuntimeException | Error e) {
            inside.leave();
            throw e;
        }
    }

    /** Leaves the gate with the outcome, or when it is seen that nobody waits for one. */
    private static final class Inside implements SignatureListener {

        private final Gate gate;
        private final SignatureListener listener;
        private final AtomicBoolean left = new AtomicBoolean();

        Inside(Gate gate, SignatureListener listener) {
            this.gate = gate;
            this.listener = listener;
        }

        private void leave() {
            if (left.compareAndSet(false, true)) {
                gate.leave();
            }
        }

        @Override
        public void answered(SignatureAnswer answer) {
            leave();
            listener.answered(answer);
        }

        @Override
        public void answered(SignedBatch batch, int place) {
            leave();
            listener.answered(batch, place);
        }

        @Override
        public void failed(AgentException reason) {
            leave();
            listener.failed(reason);
        }

        @Override
        public void flush() {
            listener.flush();
        }

        /** Asked at a request's turn: one that nobody waits for is dropped then, and hears no outcome. */
        @Override
        public boolean isCancelled() {
            boolean gone = listener.isCancelled();
            if (gone) {
                leave();
            }
            return gone;
        }
    }
}

package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only owner of the token's generation: publishes it, has it replaced when it is lost, holds it back while the token
 * hangs, and says why where only a person can help.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenSupervisor implements AutoCloseable {

    private final Clock clock;
    private final Board board;
    private final Recovery recovery;
    private final HangResponse hangs;
    private final AtomicLong wrongSignatures = new AtomicLong();

    /**
     * A supervisor that has opened nothing yet.
     *
     * @param watch watches the calls into the token's library
     * @param halt ends the process where nothing else helps
     * @param clock tells since when a state is
     */
    public TokenSupervisor(GenerationFactory factory, CallWatch watch, Halt halt, Clock clock) {
        this(factory, watch, halt, clock, Board.ofNothingYet(clock));
    }

    TokenSupervisor(GenerationFactory factory, CallWatch watch, Halt halt, Clock clock, Board board) {
        this.clock = clock;
        this.board = board;
        this.recovery = new Recovery(factory, watch, halt, new Wanting());
        this.hangs = new HangResponse(watch, this, factory, halt);
    }

    /** How things stand at this moment. */
    public Standing standing() {
        return board.read();
    }

    /** The state at this moment. */
    public TokenState state() {
        return board.read().state();
    }

    /** Has the listener told after each change of {@link #standing()}, on the thread that made it. */
    public void onChange(Runnable listener) {
        board.onChange(listener);
    }

    /**
     * Opens the first generation, or leaves it to the background where the HSM is not there yet.
     *
     * @throws AgentException with the reason why it cannot be opened, where waiting does not help
     */
    public void startOrWait() {
        recovery.begin().filter(failure -> !RecoveryLadder.mayPass(failure)).ifPresent(failure -> {
            throw failure;
        });
    }

    /**
     * As {@link #standing()}, and where the last generation was lost a moment ago waits for the next.
     *
     * @param patience how long after the loss it is worth waiting
     */
    public Standing standingSoon(Duration patience) {
        return board.readSoon(patience);
    }

    /** Waits until another generation than that one signs, if only for the agent; empty if none does in time, or a person has to act first. */
    public Optional<Standing> awaitSuccessor(Generation lost, Duration patience) {
        return board.awaitSuccessor(lost, patience);
    }

    /**
     * Tells that the token lost a generation, or (SIGNATURE_INVALID) that a signature of it did not verify. Returns at once; another
     * generation is opened in the background, and has to prove itself. When signatures are wrong too often, a person has to look at
     * the token.
     */
    public synchronized void lost(Generation failed, AgentException reason) {
        boolean wrong = reason.reason() == ReasonCode.SIGNATURE_INVALID;
        if (wrong) {
            wrongSignatures.incrementAndGet();
        }
        if (!board.read().is(failed)) {
            return;
        }
        if (wrong && recovery.countWrongSignature()) {
            withdraw(TokenState.LATCHED, reason);
            recovery.discard(failed);
        } else {
            withdraw(TokenState.RECOVERING, reason);
            recovery.replace(failed, reason);
        }
    }

    /** How many signatures of the token did not verify, those of self-tests among them; none was released. */
    public long wrongSignatures() {
        return wrongSignatures.get();
    }

    /** Looks at the time of the certificate: a generation signs for callers while that is valid, and for the agent itself also after that. */
    public synchronized void lookAtTime() {
        Standing now = board.read();
        if (now.isSigning()) {
            publish(now.signing());
        }
    }

    /** Holds the generation back while the token hangs; returns whether one was signing. */
    synchronized boolean suspend(AgentException reason) {
        Standing now = board.read();
        if (!now.isSigning()) {
            return false;
        }
        board.write(Standing.heldBack(TokenState.HUNG, now.signing(), reason, clock.instant()));
        return true;
    }

    /** The generation that is held back. */
    Optional<Generation> suspended() {
        Standing now = board.read();
        return now.state() == TokenState.HUNG ? now.generation() : Optional.empty();
    }

    /** Lets the generation sign again. */
    synchronized void resume() {
        suspended().ifPresent(this::publish);
    }

    private void publish(Generation open) {
        Standing next = Standing.of(open, clock);
        Standing now = board.read();
        if (now.state() != next.state() || !now.is(open)) {
            board.write(next);
        }
    }

    private void withdraw(TokenState next, AgentException reason) {
        board.write(Standing.without(next, reason, clock.instant()));
    }

    /** Stops for good: waits for signatures in flight, and logs out, unless the token hangs. */
    @Override
    public void close() {
        recovery.close();
        hangs.close();
        Optional<Generation> last;
        synchronized (this) {
            last = board.read().generation();
            withdraw(TokenState.CLOSED, new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping"));
        }
        last.ifPresent(Generation::closeOrLeave);
    }

    private final class Wanting implements Recovery.Target {

        @Override
        public boolean isWanted() {
            Standing now = board.read();
            return now.generation().isEmpty() && now.state() != TokenState.CLOSED;
        }

        @Override
        public void opened(Generation generation) {
            synchronized (TokenSupervisor.this) {
                if (isWanted()) {
                    publish(generation);
                    return;
                }
            }
            generation.close();
        }

        @Override
        public void withdrawn(TokenState state, AgentException why) {
            if (why.reason() == ReasonCode.SIGNATURE_INVALID) {
                wrongSignatures.incrementAndGet();
            }
            synchronized (TokenSupervisor.this) {
                if (isWanted()) {
                    Standing now = board.read();
                    board.write(Standing.without(state, why, now.state() == state ? now.since() : clock.instant()));
                }
            }
        }
    }
}

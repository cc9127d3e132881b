package eu.qlpipeline.signing.agent.generation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.WatchedWorker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens generations in the background, one attempt at a time, as the {@link RecoveryLadder} says. An attempt that hangs is
 * given up, and made again on another thread; at the limit of calls that hang, not before one returns.
 *
 * <p>Safe for use by several threads.
 */
final class Recovery implements AutoCloseable {

    private static final Duration AFTER_A_HANG = Duration.ofSeconds(1);

    private final GenerationFactory factory;
    private final CallWatch watch;
    private final Halt halt;
    private final Target target;
    private final WatchedWorker worker;
    private final CompletableFuture<Optional<AgentException>> first = new CompletableFuture<>();

    private final AtomicLong number = new AtomicLong();
    private final AtomicBoolean stalled = new AtomicBoolean();

    @GuardedBy("this")
    private final RecoveryLadder ladder;

    @GuardedBy("this")
    private final LatchPause latch = new LatchPause();

    @GuardedBy("this")
    private Optional<Generation> closed = Optional.empty();

    /** Whoever wants a generation. */
    interface Target {

        /** Whether one is still wanted. */
        boolean isWanted();

        /** One is open. */
        void opened(Generation generation);

        /** None can be opened yet, or not before a person acts. */
        void withdrawn(TokenState state, AgentException why);
    }

    Recovery(GenerationFactory factory, CallWatch watch, Halt halt, Target target) {
        this.factory = factory;
        this.watch = watch;
        this.ladder = new RecoveryLadder(watch.patience(), factory::isLibraryOver);
        this.halt = halt;
        this.target = target;
        this.worker = new WatchedWorker(watch, "token-recovery", this::hung);
        watch.listen(new CallWatch.Listener() {
            @Override
            public void lost(Thread thread) {}

            @Override
            public void returned() {
                goOn();
            }
        });
    }

    /** Makes the first attempt; tells why it failed. Waits for that one alone, then goes on in the background. */
    Optional<AgentException> begin() {
        worker.schedule(this::attempt, Duration.ZERO);
        return first.join();
    }

    /** Closes a generation and opens another. */
    void replace(Generation failed, AgentException why) {
        synchronized (this) {
            ladder.lost(why, System.nanoTime());
            latch.reset();
            closed = Optional.of(failed);
        }
        worker.schedule(
                () -> {
                    failed.close();
                    attempt();
                },
                Duration.ZERO);
    }

    /** Counts that a signature did not verify; returns whether that happened too often. */
    synchronized boolean countWrongSignature() {
        return ladder.countWrongSignature(System.nanoTime());
    }

    /** Closes a generation that nobody uses any more. A token that hangs at that is no reason to open another. */
    void discard(Generation generation) {
        worker.schedule(generation::closeOrLeave, Duration.ZERO);
    }

    private void attempt() {
        if (!target.isWanted()) {
            return;
        }
        try {
            Rung rung = rung();
            if (rung == Rung.LIBRARY) {
                factory.forgetLibrary();
            }
            Generation opened = factory.open(new Generation.Name(number.incrementAndGet(), rung));
            target.opened(opened);
            first.complete(Optional.empty());
        } catch (CallLostException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failed(GenerationFactory.reason(e));
        }
    }

    private synchronized Rung rung() {
        boolean inside = watch.isUnderWay() || !closed.map(Generation::isQuiet).orElse(true);
        return ladder.next(inside, watch.lost() > 0, System.nanoTime());
    }

    private void failed(AgentException why) {
        if (!first.isDone() && !RecoveryLadder.mayPass(why)) {
            first.complete(Optional.of(why));
            return;
        }
        boolean hopeless;
        Duration pause;
        synchronized (this) {
            ladder.failed(why, System.nanoTime());
            hopeless = ladder.isHopeless(System.nanoTime());
            pause = ladder.pause();
        }
        if (hopeless && factory.opensInAnotherProcess()) {
            halt.now(why);
            return;
        }
        boolean needsAPerson = why.reason() == ReasonCode.SIGNATURE_INVALID
                // It may be worth another attempt.
                ? countWrongSignature()
                : LatchPause.needsAPerson(why);
        if (needsAPerson) {
            latched(why);
        } else {
            target.withdrawn(TokenState.RECOVERING, why);
            worker.schedule(this::attempt, pause);
        }
        first.complete(Optional.of(why));
    }

    private void latched(AgentException why) {
        target.withdrawn(TokenState.LATCHED, why);
        Optional<Duration> pause;
        synchronized (this) {
            pause = latch.next(why);
        }
        pause.ifPresent(look -> worker.schedule(this::attempt, look));
    }

    private void hung() {
        AgentException why = HangResponse.reason();
        target.withdrawn(TokenState.RECOVERING, why);
        if (watch.isAtLimit()) {
            // Each attempt would leave a thread behind.
            stalled.set(true);
            if (!watch.isAtLimit()) {
                // One has returned meanwhile.
                goOn();
            }
        } else {
            worker.schedule(this::attempt, AFTER_A_HANG);
        }
        first.complete(Optional.of(why));
    }

    private void goOn() {
        if (stalled.getAndSet(false)) {
            worker.schedule(this::attempt, Duration.ZERO);
        }
    }

    @Override
    public void close() {
        // What waits for an attempt that is not made any more.
        first.complete(Optional.of(new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping")));
        worker.close();
    }
}

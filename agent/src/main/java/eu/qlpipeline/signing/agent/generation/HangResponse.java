package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.WatchedWorker;
import java.time.Duration;

/**
 * What is done about calls that do not return: at half of the limit nothing more is asked of the token but one signature at a
 * time, to see whether it is back; the process ends when the other half is lost of what was asked after that. So a token that
 * stalls once ends nothing, however many signatures it was making. Where another process could not serve, it does not end, and
 * nothing is asked until a call returns.
 *
 * <p>Safe for use by several threads.
 */
final class HangResponse implements AutoCloseable {

    private final CallWatch watch;
    private final TokenSupervisor supervisor;
    private final GenerationFactory factory;
    private final Halt halt;
    private final WatchedWorker prober;

    HangResponse(CallWatch watch, TokenSupervisor supervisor, GenerationFactory factory, Halt halt) {
        this.supervisor = supervisor;
        this.factory = factory;
        this.watch = watch;
        this.halt = halt;
        this.prober = new WatchedWorker(watch, "token-probe", this::probeAgain);
        watch.listen(new Answer());
    }

    static AgentException reason() {
        return new AgentException(
                ReasonCode.TOKEN_HUNG,
                "token: calls into its library do not return",
                "see whether the HSM and the way to it are up; its library has timeouts of its own");
    }

    private void probeAgain() {
        if (!watch.isAtLimit()) {
            probeSoon();
        }
    }

    private void probeSoon() {
        prober.schedule(this::probe, Duration.ZERO);
    }

    private void probe() {
        supervisor.suspended().ifPresent(generation -> {
            try {
                factory.selfTest(generation);
                supervisor.resume();
            } catch (CallLostException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                supervisor.lost(generation, GenerationFactory.reason(e));
            }
        });
    }

    /** To what the watch tells; losses and looks come from its thread alone. */
    private final class Answer implements CallWatch.Listener {

        private boolean haltIsDue;

        @Override
        public void lost(Thread thread) {
            if (watch.isAtLimit()) {
                haltIsDue = true;
            } else if (watch.isHalfLost() && supervisor.suspend(reason())) {
                probeSoon();
            }
        }

        @Override
        public void looked() {
            haltIsDue &= watch.isAtLimit();
            if (haltIsDue && factory.opensInAnotherProcess()) {
                haltIsDue = false;
                halt.now(reason());
            }
        }

        @Override
        public void returned() {
            if (watch.isHalfLost()) {
                probeAgain();
            } else {
                supervisor.resume();
            }
        }
    }

    @Override
    public void close() {
        prober.close();
    }
}

package eu.qlpipeline.signing.agent.health;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.SelfTest;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.WatchedWorker;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * Makes and verifies a signature where no caller has had one made for a while: so that what health says was seen, and that the
 * token closes no session for idleness. Has the certificate's time looked at, too, at least once a second: when that is over, callers
 * get no more signatures, but the login is kept for the checkpoints of the audit log.
 */
public final class KeepAlive implements AutoCloseable {

    /** However seldom a signature is made, the certificate's time is looked at as often as this. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final TokenSupervisor supervisor;
    private final PurposeSigner signer;
    private final Duration interval;
    private final Duration pause;
    private final SecureRandom random = new SecureRandom();
    private final WatchedWorker worker;

    /**
     * A keep-alive that has begun.
     *
     * @param signer signs what the agent has signed for itself
     * @param watch tells of lost calls
     * @param interval after how long without a verified signature one is made
     */
    public KeepAlive(TokenSupervisor supervisor, PurposeSigner signer, CallWatch watch, Duration interval) {
        this.supervisor = supervisor;
        this.signer = signer;
        this.interval = interval;
        Duration quarter = interval.dividedBy(4);
        this.pause = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
        this.worker = new WatchedWorker(watch, "token-keep-alive", this::later);
        later();
    }

    private void later() {
        worker.schedule(this::look, pause);
    }

    private void look() {
        // Before the token is asked: where a call is lost, this is forgotten, and asked for again by who is told of the
        // loss.
        later();
        supervisor.lookAtTime();
        supervisor.standing().generation().ifPresent(this::signWhereQuiet);
    }

    private void signWhereQuiet(Generation open) {
        // The next look may be too late.
        boolean quiet = System.nanoTime() - open.lastVerifiedNanos()
                >= interval.minus(pause).toNanos();
        if (quiet && supervisor.standing().isSigning()) {
            try {
                SigningKey key = signer.key();
                signer.sign(key, SelfTest.purpose(key.certificate(), key.boundScheme(), random));
            } catch (AgentException e) {
                // The signer has told the supervisor, which says what is done about it.
                System.getLogger(KeepAlive.class.getName())
                        .log(System.Logger.Level.WARNING, "keep-alive: {0}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}

package eu.qlpipeline.signing.agent.health;

import eu.qlpipeline.signing.agent.certificate.CertificateChecks;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.Generation;
import eu.qlpipeline.signing.agent.generation.SelfTest;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.WatchedWorker;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/**
 * Makes and verifies a signature where no caller has had one made for a while: so that what health says was seen, and that the
 * token closes no session for idleness. Looks at the certificate's time, too: when that is over, callers get no more signatures, but
 * the login is kept for the checkpoints of the audit log.
 */
public final class KeepAlive implements AutoCloseable {

    private final TokenSupervisor supervisor;
    private final PurposeSigner signer;
    private final Duration interval;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final WatchedWorker worker;

    /**
     * A keep-alive that has begun.
     *
     * @param signer signs what the agent has signed for itself
     * @param watch tells of lost calls
     * @param interval after how long without a verified signature one is made
     */
    public KeepAlive(
            TokenSupervisor supervisor, PurposeSigner signer, CallWatch watch, Duration interval, Clock clock) {
        this.supervisor = supervisor;
        this.signer = signer;
        this.interval = interval;
        this.clock = clock;
        this.worker = new WatchedWorker(watch, "token-keep-alive", this::later);
        later();
    }

    private void later() {
        worker.schedule(this::look, interval.dividedBy(4));
    }

    private void look() {
        // Before the token is asked: where a call is lost, this is forgotten, and asked for again by who is told of the
        // loss.
        later();
        supervisor.standing().generation().ifPresent(this::look);
    }

    private void look(Generation open) {
        try {
            CertificateChecks.requireValidNow(open.identity().certificate(), clock);
            supervisor.release(open);
        } catch (AgentException e) {
            supervisor.hold(open, e);
        }
        boolean quiet = System.nanoTime() - open.lastVerifiedNanos() >= interval.toNanos() * 3 / 4;
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

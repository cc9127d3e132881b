package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.GenerationFactory;
import eu.qlpipeline.signing.agent.generation.Halt;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.signing.token.SessionGate;
import eu.qlpipeline.signing.agent.signing.token.TokenSigner;
import eu.qlpipeline.signing.agent.tls.TokenTlsKey;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;

/**
 * A login to the token, with the key proven as before serving, that lends the key to TLS in this process. Closing logs out.
 * Safe for use by several threads.
 */
public final class TlsLogin implements AutoCloseable {

    private final CallWatch watch;
    private final TokenSupervisor supervisor;
    private final TokenTlsKey key;

    private TlsLogin(CallWatch watch, TokenSupervisor supervisor, TokenTlsKey key) {
        this.watch = watch;
        this.supervisor = supervisor;
        this.key = key;
    }

    /**
     * Logs in, and proves the key.
     *
     * @throws AgentException with the reason why the key cannot be used; nothing then stays open
     */
    public static TlsLogin open(AgentSettings settings, Clock clock) {
        var watch = new CallWatch(settings.supervision().hangs());
        var served = new ServedCertificate(clock);
        var factory = new GenerationFactory(settings.token(), settings.key(), served, new SecureRandom(), watch);
        Halt halt = why -> {
            throw why;
        };
        var supervisor = new TokenSupervisor(factory, watch, halt, clock);
        try {
            // On a thread of its own, so that a token that hangs is given up.
            supervisor.startOrWait();
            X509Certificate certificate =
                    supervisor.standing().serving().identity().certificate();
            TokenTlsKey key = TokenTlsKey.of(certificate, new TokenSigner(supervisor, new SessionGate(1)));
            return new TlsLogin(watch, supervisor, key);
        } catch (RuntimeException | Error e) {
            supervisor.close();
            watch.close();
            throw e;
        }
    }

    /** The key; of use until this is closed. */
    public TokenTlsKey key() {
        return key;
    }

    @Override
    public void close() {
        supervisor.close();
        watch.close();
    }
}

package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.GenerationFactory;
import eu.qlpipeline.signing.agent.generation.Halt;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.KeepAlive;
import eu.qlpipeline.signing.agent.metrics.Metrics;
import eu.qlpipeline.signing.agent.rpc.connection.NetworkThreads;
import eu.qlpipeline.signing.agent.signing.GrantedChallenge;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.signing.token.SessionGate;
import eu.qlpipeline.signing.agent.signing.token.TokenSigner;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * The side that is turned to the token, of the running agent and of a {@link TlsLogin}.
 *
 * @param watch watches every call into its library
 * @param supervisor owns the login
 * @param signer has the key sign for callers
 * @param own has it sign for the agent itself
 */
record TokenSide(CallWatch watch, TokenSupervisor supervisor, PurposeSigner signer, PurposeSigner own) {

    private static final System.Logger LOG = System.getLogger(TokenSide.class.getName());

    /**
     * Makes the parts of an agent that serves; the token is not asked yet.
     *
     * @param metrics measures the signatures
     * @throws AgentException (CONFIGURATION) if there is a {@code certificate.file} that holds no certificate;
     *     (CERTIFICATE_NOT_VALID_NOW) if it holds one that is not valid now, whether or not its token is there
     */
    static TokenSide make(AgentSettings settings, Lifecycle lifecycle, Clock clock, Halt halt, Metrics metrics) {
        TokenSide made = of(settings, lifecycle, clock, halt);
        return new TokenSide(
                made.watch(), made.supervisor(), metrics.timing(made.signer()), metrics.timing(made.own()));
    }

    /** As {@link #make}, with nothing measured. */
    static TokenSide of(AgentSettings settings, Lifecycle lifecycle, Clock clock, Halt halt) {
        ServedCertificate served = expected(settings.certificate().file(), clock);
        CallWatch watch = lifecycle.open(new CallWatch(settings.supervision().hangs()));
        var factory = new GenerationFactory(settings.token(), settings.key(), served, new SecureRandom(), watch);
        TokenSupervisor supervisor = lifecycle.open(new TokenSupervisor(factory, watch, halt, clock));
        var signer =
                new TokenSigner(supervisor, new SessionGate(settings.signing().threads()));
        return new TokenSide(watch, supervisor, signer, signer.own());
    }

    private static ServedCertificate expected(Path file, Clock clock) {
        var served = ServedCertificate.in(file, clock);
        served.requireValidNow();
        if (!served.isKnown()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}; {1}",
                    ServedCertificate.missing(file),
                    ServedCertificate.toWrite(file));
        }
        return served;
    }

    /** The service that has requests answered, with its threads started. */
    SigningService signing(SigningSettings settings, RequestJournal journal, GrantedChallenge.Freshness freshness) {
        return new SigningService(
                settings, new SigningService.Token(signer, watch), journal, freshness, NetworkThreads::afterReading);
    }

    /**
     * Proves the key, or waits for the HSM in the background; keeps the login alive from then on.
     *
     * @throws AgentException with the reason why the key cannot be served, where waiting does not help
     */
    void start(AgentSettings settings, Lifecycle lifecycle) {
        supervisor.startOrWait();
        lifecycle.open(
                new KeepAlive(supervisor, own, watch, settings.supervision().keepAlive()));
    }
}

package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.GenerationFactory;
import eu.qlpipeline.signing.agent.generation.Halt;
import eu.qlpipeline.signing.agent.generation.SessionGate;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.KeepAlive;
import eu.qlpipeline.signing.agent.signing.token.TokenSigner;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * The side of the running agent that is turned to the token.
 *
 * @param watch watches every call into its library
 * @param supervisor owns the login
 * @param signer has the key sign
 */
record TokenSide(CallWatch watch, TokenSupervisor supervisor, TokenSigner signer) {

    /** Makes the parts; the token is not asked yet. */
    static TokenSide make(AgentSettings settings, Lifecycle lifecycle, Clock clock, Halt halt) {
        CallWatch watch = lifecycle.open(new CallWatch(settings.supervision().hangs()));
        var factory = new GenerationFactory(settings.token(), settings.key(), clock, new SecureRandom(), watch);
        TokenSupervisor supervisor = lifecycle.open(new TokenSupervisor(factory, watch, halt));
        return new TokenSide(
                watch,
                supervisor,
                new TokenSigner(supervisor, new SessionGate(settings.signing().threads())));
    }

    /**
     * Proves the key, or waits for the HSM in the background; keeps the login alive from then on.
     *
     * @throws AgentException with the reason why the key cannot be served, where waiting does not help
     */
    void start(AgentSettings settings, Lifecycle lifecycle, Clock clock) {
        supervisor.startOrWait();
        lifecycle.open(
                new KeepAlive(supervisor, signer, watch, settings.supervision().keepAlive(), clock));
    }
}

package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.Halt;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.agent.tls.TokenTlsKey;
import eu.qlpipeline.signing.agent.watch.AwaitedCalls;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.cert.X509Certificate;
import java.time.Clock;

/**
 * A login to the token, with the key proven as before serving, that lends the key to TLS in this process. Closing logs out.
 * Safe for use by several threads.
 */
public final class TlsLogin implements AutoCloseable {

    private final Lifecycle lifecycle;
    private final TokenTlsKey key;

    private TlsLogin(Lifecycle lifecycle, TokenTlsKey key) {
        this.lifecycle = lifecycle;
        this.key = key;
    }

    /**
     * Logs in, unless the token shows another certificate than {@code certificate.file} before, and proves the key.
     *
     * @throws AgentException with the reason why the key cannot be used; nothing then stays open
     */
    public static TlsLogin open(AgentSettings settings, Clock clock) {
        Halt halt = why -> {
            throw why;
        };
        var lifecycle = new Lifecycle();
        try {
            TokenSide token = TokenSide.of(settings, lifecycle, clock, halt);
            // On a thread of its own, so that a token that hangs is given up.
            token.supervisor().startOrWait();
            X509Certificate certificate =
                    token.supervisor().standing().serving().identity().certificate();
            var calls = new AwaitedCalls(token.watch());
            return new TlsLogin(lifecycle, TokenTlsKey.of(certificate, new Awaited(token.signer(), calls)));
        } catch (RuntimeException | Error e) {
            lifecycle.close();
            throw e;
        }
    }

    /** The key; of use until this is closed. */
    public TokenTlsKey key() {
        return key;
    }

    @Override
    public void close() {
        lifecycle.close();
    }

    /** Has nobody wait for a signature that hangs. */
    private record Awaited(PurposeSigner signer, AwaitedCalls calls) implements PurposeSigner {

        @Override
        public SigningKey key() {
            return signer.key();
        }

        @Override
        public Made sign(SigningKey key, SigningPurpose purpose) {
            return calls.await(() -> signer.sign(key, purpose));
        }
    }
}

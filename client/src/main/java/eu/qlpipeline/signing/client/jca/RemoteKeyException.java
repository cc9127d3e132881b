package eu.qlpipeline.signing.client.jca;

import java.security.SignatureException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where a remote key does not sign; says why. The cause is what the client of the agent threw, where the agent was
 * asked: an {@link eu.qlpipeline.signing.client.AgentUnavailableException}, an
 * {@link eu.qlpipeline.signing.client.AgentRefusedException} or a
 * {@link eu.qlpipeline.signing.client.verify.VerificationException}. The JDK's TLS makes it the cause of its own
 * {@code SSLException}.
 */
public final class RemoteKeyException extends SignatureException {

    private static final long serialVersionUID = 1L;

    RemoteKeyException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

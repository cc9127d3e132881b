package eu.qlpipeline.signing.agent.tls;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.security.SignatureException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where the key in the token does not sign for TLS; says why. The JDK's TLS makes it the cause of its own
 * {@code SSLException}.
 */
public final class TokenKeyException extends SignatureException {

    private static final long serialVersionUID = 1L;

    TokenKeyException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The agent's own exception, with its reason and hints; empty if the token was not asked. */
    public Optional<AgentException> verdict() {
        return getCause() instanceof AgentException verdict ? Optional.of(verdict) : Optional.empty();
    }
}

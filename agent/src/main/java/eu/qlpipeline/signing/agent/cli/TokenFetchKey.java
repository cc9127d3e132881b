package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.tls.TokenKeyException;
import eu.qlpipeline.signing.agent.tls.TokenTlsKey;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import eu.qlpipeline.signing.fetch.http.TlsClientKey;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * The key in the token, and what its failures mean to a fetch.
 *
 * @param key the key
 */
record TokenFetchKey(TokenTlsKey key) implements TlsClientKey {

    private static final Set<ReasonCode> UNREACHABLE = Set.of(
            ReasonCode.TOKEN_ABSENT,
            ReasonCode.TOKEN_UNREACHABLE,
            ReasonCode.TOKEN_HUNG,
            ReasonCode.TOKEN_SESSION_LOST,
            ReasonCode.TOKEN_FAILURE);

    @Override
    public SSLContext context(X509TrustManager serverTrust) {
        return key.context(serverTrust);
    }

    @Override
    public long signatures() {
        return key.signatures();
    }

    @Override
    public Optional<FetchException> failure(Throwable cause) {
        return cause instanceof TokenKeyException failure
                ? Optional.of(failure.verdict()
                        .map(verdict -> explain(verdict, failure))
                        .orElseGet(() -> refused(failure)))
                : Optional.empty();
    }

    private static FetchException explain(AgentException verdict, TokenKeyException failure) {
        int exitCode = UNREACHABLE.contains(verdict.reason()) ? FetchExitCodes.KEY_UNREACHABLE : FetchExitCodes.REFUSED;
        String[] hints = verdict.hints().toArray(String[]::new);
        return new FetchException(exitCode, String.valueOf(failure.getMessage()), failure, hints);
    }

    private static FetchException refused(TokenKeyException failure) {
        return new FetchException(FetchExitCodes.REFUSED, String.valueOf(failure.getMessage()), failure);
    }
}

package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.tls.TokenKeyException;
import eu.qlpipeline.signing.agent.tls.TokenTlsKey;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import eu.qlpipeline.signing.fetch.http.TlsClientKey;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * The key in the token, and what its failures mean to a fetch.
 *
 * @param key the key
 */
record TokenFetchKey(TokenTlsKey key) implements TlsClientKey {

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
        String[] hints = verdict.hints().toArray(String[]::new);
        return new FetchException(
                ExitCode.ofFetch(verdict.reason()), String.valueOf(failure.getMessage()), failure, hints);
    }

    private static FetchException refused(TokenKeyException failure) {
        return new FetchException(FetchExitCodes.REFUSED, String.valueOf(failure.getMessage()), failure);
    }
}

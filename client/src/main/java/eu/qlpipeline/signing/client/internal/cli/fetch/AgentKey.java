package eu.qlpipeline.signing.client.internal.cli.fetch;

import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.internal.cli.failure.Hints;
import eu.qlpipeline.signing.client.jca.RemoteKeyException;
import eu.qlpipeline.signing.client.jca.RemoteKeys;
import eu.qlpipeline.signing.client.jca.RemotePrivateKey;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import eu.qlpipeline.signing.fetch.http.TlsClientKey;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * The key behind an agent, and what its failures mean.
 *
 * @param key the key
 */
record AgentKey(RemotePrivateKey key) implements TlsClientKey {

    @Override
    public SSLContext context(X509TrustManager serverTrust) {
        return RemoteKeys.sslContext(key, serverTrust);
    }

    @Override
    public long signatures() {
        return key.signatures();
    }

    @Override
    public Optional<FetchException> failure(Throwable cause) {
        return cause instanceof RemoteKeyException failure ? Optional.of(explain(failure)) : Optional.empty();
    }

    private static FetchException explain(RemoteKeyException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof AgentUnavailableException unavailable) {
            return new FetchException(
                    FetchExitCodes.KEY_UNREACHABLE,
                    "unreachable: " + failure.getMessage(),
                    failure,
                    Hints.of(unavailable).toArray(String[]::new));
        }
        if (cause instanceof AgentRefusedException refused) {
            return new FetchException(
                    refused.isRetryable() ? FetchExitCodes.KEY_UNREACHABLE : FetchExitCodes.REFUSED,
                    "refused: " + failure.getMessage(),
                    failure,
                    Hints.of(refused.reason()));
        }
        if (cause instanceof VerificationException rejected) {
            return new FetchException(
                    FetchExitCodes.REFUSED,
                    "rejected: " + rejected.reason() + ": " + failure.getMessage(),
                    failure,
                    Hints.of(rejected.reason()));
        }
        return new FetchException(
                FetchExitCodes.REFUSED,
                "rejected: " + failure.getMessage(),
                failure,
                "--signing-certificate names the certificate of the agent's key, and the server speaks TLS 1.3");
    }
}

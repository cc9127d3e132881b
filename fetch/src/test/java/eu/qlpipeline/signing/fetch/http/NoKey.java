package eu.qlpipeline.signing.fetch.http;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Logs in with nothing; the servers of these tests do not ask. */
record NoKey() implements TlsClientKey {

    @Override
    public SSLContext context(X509TrustManager serverTrust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {serverTrust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long signatures() {
        return 0;
    }

    @Override
    public Optional<FetchException> failure(Throwable cause) {
        return Optional.empty();
    }
}

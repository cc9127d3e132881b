package eu.qlpipeline.signing.fetch.http;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/** The key that a program logs in to servers with. Implementations are safe for use by several threads. */
public interface TlsClientKey {

    /** A context that logs in with this key and leaves the server's certificate to that manager. */
    SSLContext context(X509TrustManager serverTrust);

    /** How many signatures the key has made so far. */
    long signatures();

    /**
     * What a failure means if it is the key's own, or empty if it is not.
     *
     * @param cause one of the causes of a failed request
     */
    Optional<FetchException> failure(Throwable cause);
}

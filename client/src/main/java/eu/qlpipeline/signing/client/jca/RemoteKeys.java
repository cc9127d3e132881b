package eu.qlpipeline.signing.client.jca;

import eu.qlpipeline.signing.contract.jca.Tls13Context;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Makes TLS contexts of clients that log in with a remote key. */
public final class RemoteKeys {

    private RemoteKeys() {}

    /**
     * A context that trusts the servers that the JDK trusts.
     *
     * @throws IllegalStateException if no {@link RemoteKeyProvider} is registered, or it comes before all others with RSASSA-PSS; if
     *     another provider than the JDK's SunJSSE comes first with TLS 1.3, since others do not sign with such a key
     * @throws GeneralSecurityException if the JDK's trust store cannot be read
     * @see #sslContext(RemotePrivateKey, X509TrustManager)
     */
    public static SSLContext sslContext(RemotePrivateKey key) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Tls13Context.of(RemoteKeyProvider.class, key, factory.getTrustManagers());
    }

    /**
     * A context for clients, of TLS 1.3 only, that logs in with that key and trusts what that manager trusts. It is safe
     * for use by several threads; its sessions resume without another signature.
     *
     * <p>{@code java.net.http.HttpClient}, OkHttp and {@code HttpsURLConnection} take it as it is. Where a program enables TLS
     * 1.2 all the same, the key refuses to sign.
     *
     * @param serverTrust decides on the server's certificate
     * @throws IllegalStateException if no {@link RemoteKeyProvider} is registered, or it comes before all others with RSASSA-PSS; if
     *     another provider than the JDK's SunJSSE comes first with TLS 1.3, since others do not sign with such a key
     */
    public static SSLContext sslContext(RemotePrivateKey key, X509TrustManager serverTrust) {
        return Tls13Context.of(RemoteKeyProvider.class, key, serverTrust);
    }
}

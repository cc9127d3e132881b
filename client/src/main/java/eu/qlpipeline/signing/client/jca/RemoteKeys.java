package eu.qlpipeline.signing.client.jca;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Makes TLS contexts of clients that log in with a remote key. */
public final class RemoteKeys {

    private static final String SERVICE = RemoteKeyProvider.TYPE + "." + RemoteKeyProvider.ALGORITHM;

    private RemoteKeys() {}

    /**
     * A context that trusts the servers that the JDK trusts.
     *
     * @throws IllegalStateException if no {@link RemoteKeyProvider} is registered, or it is not the last one
     * @throws GeneralSecurityException if the JDK's trust store cannot be read
     * @see #sslContext(RemotePrivateKey, X509TrustManager)
     */
    public static SSLContext sslContext(RemotePrivateKey key) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return context(key, factory.getTrustManagers());
    }

    /**
     * A context for clients, of TLS 1.3 only, that logs in with that key and trusts what that manager trusts. It is safe
     * for use by several threads; its sessions resume without another signature.
     *
     * <p>{@code java.net.http.HttpClient}, OkHttp and {@code HttpsURLConnection} take it as it is. Where a program enables TLS
     * 1.2 all the same, the key refuses to sign.
     *
     * @param serverTrust decides on the server's certificate
     * @throws IllegalStateException if no {@link RemoteKeyProvider} is registered, or it is not the last one
     */
    public static SSLContext sslContext(RemotePrivateKey key, X509TrustManager serverTrust) {
        try {
            return context(key, serverTrust);
        } catch (KeyManagementException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK from 17 on has TLS 1.3", e);
        }
    }

    private static SSLContext context(RemotePrivateKey key, TrustManager... serverTrust)
            throws KeyManagementException, NoSuchAlgorithmException {
        requireProvider();
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[] {new RemoteKeyManager(key)}, serverTrust, null);
        return new Tls13Context(context);
    }

    private static void requireProvider() {
        Provider[] providers = Security.getProviders(SERVICE);
        if (providers == null || Arrays.stream(providers).noneMatch(RemoteKeyProvider.class::isInstance)) {
            throw new IllegalStateException("provider " + RemoteKeyProvider.NAME
                    + ": not registered (expected: Security.addProvider(new RemoteKeyProvider()))");
        }
        if (providers[0] instanceof RemoteKeyProvider) {
            throw new IllegalStateException("provider " + RemoteKeyProvider.NAME
                    + ": before all others with RSASSA-PSS (expected: the last one, as of Security.addProvider)");
        }
    }
}

package eu.qlpipeline.signing.contract.jca;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A context for clients whose sockets and engines begin with TLS 1.3 alone; the JDK's begin with TLS 1.2 as well. Safe for
 * use by several threads; its sessions resume without another signature.
 */
public final class Tls13Context extends SSLContext {

    private static final String PROTOCOL = "TLSv1.3";
    /** The one that has a key object of another provider sign. */
    private static final String JDK = "SunJSSE";

    private Tls13Context(SSLContext jdk) {
        super(new Spi(jdk), jdk.getProvider(), PROTOCOL);
    }

    /**
     * A context that logs in with a key.
     *
     * @param provider the class of providers that signs with such keys
     * @param serverTrust decide on the server's certificate
     * @throws IllegalStateException if no such provider is registered, or it comes before all others with RSASSA-PSS; if another
     *     provider than the JDK's own comes first with TLS 1.3
     */
    public static SSLContext of(
            Class<? extends Tls13KeyProvider> provider, Tls13PrivateKey key, TrustManager... serverTrust) {
        Objects.requireNonNull(key, "key");
        for (TrustManager each : serverTrust) {
            Objects.requireNonNull(each, "serverTrust");
        }
        Tls13KeyProvider.requireRegistered(provider);
        try {
            SSLContext jdk = SSLContext.getInstance(PROTOCOL);
            requireJdk(jdk.getProvider().getName());
            jdk.init(new KeyManager[] {new Tls13KeyManager(key)}, serverTrust, null);
            return new Tls13Context(jdk);
        } catch (KeyManagementException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK from 17 on has TLS 1.3", e);
        }
    }

    /** Asked for by name, the JDK's would be no way out: it takes what it is made of from whoever comes first, and does not go with all. */
    private static void requireJdk(String provider) {
        if (!provider.equals(JDK)) {
            throw new IllegalStateException("TLS: of provider " + provider + " (expected: " + JDK
                    + ", before all others with " + PROTOCOL + ")");
        }
    }

    /** The protocols that are enabled. */
    static String[] protocols() {
        return new String[] {PROTOCOL};
    }

    private static final class Spi extends SSLContextSpi {

        private final SSLContext jdk;

        Spi(SSLContext jdk) {
            this.jdk = jdk;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("context: of one key (expected: no second init)");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Tls13SocketFactory(jdk.getSocketFactory());
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            throw new UnsupportedOperationException("server sockets: not with this key (expected: a client)");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return restricted(jdk.createSSLEngine());
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return restricted(jdk.createSSLEngine(host, port));
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return jdk.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return jdk.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return restricted(jdk.getDefaultSSLParameters());
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return restricted(jdk.getSupportedSSLParameters());
        }

        private static SSLEngine restricted(SSLEngine engine) {
            engine.setUseClientMode(true);
            engine.setEnabledProtocols(protocols());
            return engine;
        }

        private static SSLParameters restricted(SSLParameters parameters) {
            parameters.setProtocols(protocols());
            return parameters;
        }
    }
}

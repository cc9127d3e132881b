package eu.qlpipeline.signing.client.internal.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one server key for each agent. Names and dates in the server's certificate count for nothing: the pin is stronger,
 * since it leaves exactly those keys.
 *
 * <p>It extends the class, not only the interface, because JSSE wraps a mere {@code X509TrustManager} in a check of the
 * host name.
 */
final class PinnedTrustManager extends X509ExtendedTrustManager {

    private final List<PublicKeyPin> pins;

    PinnedTrustManager(List<PublicKeyPin> pins) {
        this.pins = List.copyOf(pins);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        PublicKeyPin presented = PublicKeyPin.of(chain[0]);
        if (!pins.contains(presented)) {
            throw new PinMismatchException(presented, pins);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("peer: a TLS client (expected: the agent, which is a server)");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

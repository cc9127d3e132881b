package eu.qlpipeline.signing.acceptance.mtls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a client shows when it is asked who it is.
 *
 * @param chain its certificate, then those that issued it; empty for a client that has none
 * @param signer what makes its signature
 */
public record ClientCredentials(List<X509Certificate> chain, HandshakeSigner signer) {

    /** A client without a certificate. */
    public static final ClientCredentials NONE = new ClientCredentials(List.of(), content -> new byte[0]);

    /** Copies what is mutable. */
    public ClientCredentials {
        chain = List.copyOf(chain);
    }

    /** A client with one certificate. */
    public ClientCredentials(X509Certificate certificate, HandshakeSigner signer) {
        this(List.of(certificate), signer);
    }
}

package eu.qlpipeline.signing.agent.tls;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.jca.Tls13Context;
import eu.qlpipeline.signing.contract.jca.Tls13PrivateKey;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A handle of the signing key in the token for the JDK's TLS. The JDK cannot have the token sign by itself: it would hand over
 * a digest, and the key's CKA_ALLOWED_MECHANISMS refuses digests that the token did not make.
 *
 * <p>Safe for use by several threads. Of use as long as its signer is open.
 */
public final class TokenTlsKey extends Tls13PrivateKey {

    private static final long serialVersionUID = 1L;

    private final transient PurposeSigner signer;
    private final transient SigningKey key;

    private TokenTlsKey(X509Certificate certificate, PurposeSigner signer, SigningKey key) throws InvalidKeyException {
        super(certificate);
        this.signer = signer;
        this.key = key;
    }

    /**
     * A handle of the key that belongs to a certificate. The token is not asked yet.
     *
     * @param certificate the certificate, as a login proved it
     * @param signer has that key sign; stays the caller's to close
     * @throws AgentException (KEY_UNUSABLE) if another key signs, or the key is not RSA of 4096 bits; with another reason if
     *     nothing signs at this moment
     */
    public static TokenTlsKey of(X509Certificate certificate, PurposeSigner signer) {
        SigningKey key = signer.key();
        CertificateFingerprint expected = CertificateFingerprint.of(certificate);
        if (!key.certificate().equals(expected)) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "certificate: " + key.certificate() + " (expected: " + expected + ", as at the login)");
        }
        try {
            return new TokenTlsKey(certificate, signer, key);
        } catch (InvalidKeyException e) {
            throw new AgentException(ReasonCode.KEY_UNUSABLE, "certificate: " + e.getMessage(), e);
        }
    }

    /**
     * A context for clients, of TLS 1.3 only, that logs in with this key.
     *
     * @param serverTrust decides on the server's certificate
     * @throws IllegalStateException if no {@link TokenTlsProvider} is registered, or it comes before all others with RSASSA-PSS
     */
    public SSLContext context(X509TrustManager serverTrust) {
        return Tls13Context.of(TokenTlsProvider.class, this, serverTrust);
    }

    @Override
    protected PssSignature sign(Tls13CertificateVerify purpose) throws TokenKeyException {
        try {
            return signer.sign(key, purpose).signature();
        } catch (AgentException e) {
            throw new TokenKeyException(e.getMessage(), e);
        }
    }

    @Override
    protected SignatureException refusal(String message, @Nullable Throwable cause) {
        return new TokenKeyException(message, cause);
    }
}

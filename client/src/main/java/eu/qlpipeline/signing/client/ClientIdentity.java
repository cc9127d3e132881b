package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.client.internal.pem.CertificatePem;
import eu.qlpipeline.signing.client.internal.pem.PrivateKeyPem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * The provider's own TLS identity: the certificate by which the agent knows it, and the key of that certificate (EC, RSA
 * or EdDSA).
 *
 * <p>Immutable and safe for use by several threads. Its text shows nothing of the key.
 */
public final class ClientIdentity {

    private final X509Certificate certificate;
    private final PrivateKey key;

    private ClientIdentity(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /**
     * An identity of a certificate and its key.
     *
     * @throws InvalidKeyException if the key is not the certificate's, or the certificate's is neither EC (a curve of this JDK), RSA nor
     *     EdDSA; RSASSA-PSS keys are not taken
     */
    public static ClientIdentity of(X509Certificate certificate, PrivateKey key) throws InvalidKeyException {
        requirePair(certificate.getPublicKey(), key);
        return new ClientIdentity(certificate, key);
    }

    /**
     * Reads an identity from two PEM files.
     *
     * @param certificate a file with exactly one X.509 certificate
     * @param key a file with exactly one private key, PKCS#8, not encrypted
     * @throws IOException if a file cannot be read
     * @throws GeneralSecurityException if a file holds anything else, or the two do not belong together
     */
    public static ClientIdentity read(Path certificate, Path key) throws IOException, GeneralSecurityException {
        X509Certificate parsed = CertificatePem.read(certificate);
        return of(parsed, PrivateKeyPem.read(key, parsed.getPublicKey()));
    }

    /** The certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "ClientIdentity[" + certificate.getSubjectX500Principal() + "]";
    }

    private static void requirePair(PublicKey publicKey, PrivateKey privateKey) throws InvalidKeyException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "EdDSA" -> "EdDSA";
            default ->
                throw new InvalidKeyException("key: " + publicKey.getAlgorithm() + " (expected: EC, RSA or EdDSA)");
        };
        try {
            byte[] probe = {'p', 'a', 'i', 'r'};
            Signature engine = Signature.getInstance(algorithm);
            engine.initSign(privateKey);
            engine.update(probe);
            byte[] signature = engine.sign();
            engine.initVerify(publicKey);
            engine.update(probe);
            if (engine.verify(signature)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("key: does not sign (expected: the certificate's key)", e);
        }
        throw new InvalidKeyException("key: of another certificate (expected: the certificate's key)");
    }
}

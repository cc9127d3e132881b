package eu.qlpipeline.signing.contract;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;

/**
 * Verifies signatures of one key over typed purposes (RSASSA-PSS-VERIFY, RFC 8017 section 8.1.2). Each purpose fixes its
 * own parameters, so that a signature made with another salt length is refused.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SignatureVerifier {

    private static final String ALGORITHM = "RSASSA-PSS";

    private final RSAPublicKey key;

    private SignatureVerifier(RSAPublicKey key) {
        this.key = key;
    }

    /**
     * A verifier with the key of a certificate.
     *
     * @throws InvalidKeyException if the key is not RSA with a modulus of 4096 bits
     */
    public static SignatureVerifier of(X509Certificate certificate) throws InvalidKeyException {
        return of(certificate.getPublicKey());
    }

    static SignatureVerifier of(PublicKey key) throws InvalidKeyException {
        if (!(key instanceof RSAPublicKey rsa)) {
            throw new InvalidKeyException("key: " + key.getAlgorithm() + " (expected: RSA of 4096 bits)");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits != SignatureScheme.MODULUS_BITS) {
            throw new InvalidKeyException("key: RSA of " + bits + " bits (expected: 4096)");
        }
        return new SignatureVerifier(rsa);
    }

    /**
     * Returns normally if, and only if, the signature is this key's over the purpose.
     *
     * @throws SignatureException if it is not
     */
    public void verify(SigningPurpose purpose, PssSignature signature) throws SignatureException {
        boolean valid;
        try {
            Signature engine = Signature.getInstance(ALGORITHM);
            engine.setParameter(purpose.scheme().parameters());
            engine.initVerify(key);
            engine.update(purpose.message());
            valid = engine.verify(signature.bytes());
        } catch (SignatureException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK verifies RSASSA-PSS with SHA-256", e);
        }
        if (!valid) {
            throw new SignatureException(
                    "signature: does not verify over this " + purpose.kind().label());
        }
    }
}

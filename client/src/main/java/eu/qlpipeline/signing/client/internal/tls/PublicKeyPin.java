package eu.qlpipeline.signing.client.internal.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * SHA-256 over a SubjectPublicKeyInfo (RFC 7469 section 2.4), in base64: the name of a TLS key, whatever certificate it
 * comes in.
 *
 * @param sha256 the base64 of the digest
 */
public record PublicKeyPin(String sha256) {

    /** The pin of a certificate's key. */
    public static PublicKeyPin of(X509Certificate certificate) {
        return of(certificate.getPublicKey());
    }

    private static PublicKeyPin of(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return new PublicKeyPin(Base64.getEncoder().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "sha256/" + sha256;
    }
}

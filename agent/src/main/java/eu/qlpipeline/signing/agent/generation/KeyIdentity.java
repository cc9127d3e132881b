package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;

/**
 * The signing key as it was proven at a login.
 *
 * @param token the token it is in
 * @param certificate its certificate, read from the token
 * @param fingerprint SHA-256 over that certificate
 * @param verifier verifies signatures with the certificate's key
 * @param proof the key's attributes as read back
 */
public record KeyIdentity(
        TokenDescription token,
        X509Certificate certificate,
        CertificateFingerprint fingerprint,
        SignatureVerifier verifier,
        KeyAttributeProof proof) {

    /**
     * Derives fingerprint and verifier from the certificate.
     *
     * @throws AgentException (KEY_UNUSABLE) if the certificate's key is not RSA of 4096 bits
     */
    public static KeyIdentity of(TokenDescription token, X509Certificate certificate, KeyAttributeProof proof) {
        try {
            return new KeyIdentity(
                    token,
                    certificate,
                    CertificateFingerprint.of(certificate),
                    SignatureVerifier.of(certificate),
                    proof);
        } catch (InvalidKeyException e) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "certificate: " + e.getMessage(),
                    e,
                    "a key of the right size is made by: " + KeySettings.MAKE_ANOTHER);
        }
    }
}

package eu.qlpipeline.signing.agent.certificate;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.function.UnaryOperator;

/** Issues the self-signed certificate of the signing key. */
@FunctionalInterface
public interface CertificateIssuer {

    /**
     * Issues a certificate and verifies its signature before it is given away.
     *
     * @param key the public half of the signing key
     * @param signer signs the to-be-signed bytes in the token with sha256WithRSAEncryption
     * @throws eu.qlpipeline.signing.agent.failure.AgentException (SIGNATURE_INVALID) if what the token signed does not verify
     */
    X509Certificate issue(RSAPublicKey key, UnaryOperator<byte[]> signer);
}

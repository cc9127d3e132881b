package eu.qlpipeline.signing.client.jca;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.jca.Tls13PrivateKey;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handle of the RSA-4096 key behind an agent. It holds no key material: it has no encoding, cannot be serialized, and
 * is no {@link java.security.interfaces.RSAPrivateKey}. Its one use is a TLS 1.3 client's CertificateVerify, by way of
 * {@link RemoteKeyProvider}.
 *
 * <p>Every signature is one call to the agent, within the deadline of its client, and is verified with the certificate's
 * key before it is handed on. The key is of use as long as its client is open.
 *
 * <p>Safe for use by several threads.
 */
public final class RemotePrivateKey extends Tls13PrivateKey {

    private static final long serialVersionUID = 1L;

    private final transient AgentClient agent;
    private final transient SignatureVerifier verifier;

    private RemotePrivateKey(AgentClient agent, X509Certificate certificate) throws InvalidKeyException {
        super(certificate);
        this.agent = Objects.requireNonNull(agent, "agent");
        this.verifier = SignatureVerifier.of(certificate);
    }

    /**
     * A handle of the key that belongs to a certificate. The agent is not asked yet.
     *
     * @param agent a client of the agent that holds the key; stays the caller's to close
     * @param certificate the certificate of the signing key, {@code ql-pipeline.crt}
     * @throws InvalidKeyException if the key of the certificate is not RSA of 4096 bits
     */
    public static RemotePrivateKey of(AgentClient agent, X509Certificate certificate) throws InvalidKeyException {
        return new RemotePrivateKey(agent, certificate);
    }

    /** Asks the agent, and hands on only what verifies. */
    @Override
    protected PssSignature sign(Tls13CertificateVerify purpose) throws RemoteKeyException {
        AgentAnswer answer = ask(purpose);
        if (!answer.certificate().equals(fingerprint())) {
            throw new RemoteKeyException(
                    "certificate of the agent: " + answer.certificate() + " (expected: " + fingerprint() + ")", null);
        }
        try {
            verifier.verify(purpose, answer.signature());
        } catch (SignatureException e) {
            throw new RemoteKeyException(
                    e.getMessage() + " (expected: a signature by the key of " + fingerprint() + ")", e);
        }
        return answer.signature();
    }

    @Override
    protected SignatureException refusal(String message, @Nullable Throwable cause) {
        return new RemoteKeyException(message, cause);
    }

    private AgentAnswer ask(Tls13CertificateVerify purpose) throws RemoteKeyException {
        try {
            return agent.signTls(purpose);
        } catch (VerificationException | AgentRefusedException | AgentUnavailableException e) {
            throw new RemoteKeyException(e.getMessage(), e);
        }
    }
}

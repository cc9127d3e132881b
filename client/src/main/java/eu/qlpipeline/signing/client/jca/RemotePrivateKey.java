package eu.qlpipeline.signing.client.jca;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.util.concurrent.atomic.AtomicLong;
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
public final class RemotePrivateKey implements PrivateKey, RSAKey {

    private static final long serialVersionUID = 1L;

    private final transient AgentClient agent;
    private final transient X509Certificate certificate;
    private final transient CertificateFingerprint fingerprint;
    private final transient SignatureVerifier verifier;
    private final transient BigInteger modulus;
    private final transient AtomicLong signatures = new AtomicLong();

    private RemotePrivateKey(AgentClient agent, X509Certificate certificate, RSAPublicKey publicKey)
            throws InvalidKeyException {
        this.agent = agent;
        this.certificate = certificate;
        this.fingerprint = CertificateFingerprint.of(certificate);
        this.verifier = SignatureVerifier.of(certificate);
        this.modulus = publicKey.getModulus();
    }

    /**
     * A handle of the key that belongs to a certificate. The agent is not asked yet.
     *
     * @param agent a client of the agent that holds the key; stays the caller's to close
     * @param certificate the certificate of the signing key, {@code ql-pipeline.crt}
     * @throws InvalidKeyException if the key of the certificate is not RSA of 4096 bits
     */
    public static RemotePrivateKey of(AgentClient agent, X509Certificate certificate) throws InvalidKeyException {
        if (certificate.getPublicKey() instanceof RSAPublicKey publicKey) {
            return new RemotePrivateKey(agent, certificate, publicKey);
        }
        throw new InvalidKeyException(
                "key: " + certificate.getPublicKey().getAlgorithm() + " (expected: RSA of 4096 bits)");
    }

    /** The certificate of the key. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** How many signatures this handle has handed on. */
    public long signatures() {
        return signatures.get();
    }

    /** {@code RSA}. */
    @Override
    public String getAlgorithm() {
        return "RSA";
    }

    /** Null: the key has no encoding. */
    @Override
    public @Nullable String getFormat() {
        return null;
    }

    /** Null: the key has no encoding. */
    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    /** The modulus, 4096 bits; it is the public key's. */
    @Override
    public BigInteger getModulus() {
        return modulus;
    }

    /** The fingerprint of the certificate, and nothing of the agent. */
    @Override
    public String toString() {
        return "RemotePrivateKey[" + fingerprint + "]";
    }

    /** Asks the agent, and hands on only what verifies. */
    PssSignature sign(Tls13CertificateVerify purpose) throws RemoteKeyException {
        AgentAnswer answer = ask(purpose);
        if (!answer.certificate().equals(fingerprint)) {
            throw new RemoteKeyException(
                    "certificate of the agent: " + answer.certificate() + " (expected: " + fingerprint + ")", null);
        }
        try {
            verifier.verify(purpose, answer.signature());
        } catch (SignatureException e) {
            throw new RemoteKeyException(
                    e.getMessage() + " (expected: a signature by the key of " + fingerprint + ")", e);
        }
        signatures.incrementAndGet();
        return answer.signature();
    }

    private AgentAnswer ask(Tls13CertificateVerify purpose) throws RemoteKeyException {
        try {
            return agent.signTls(purpose);
        } catch (VerificationException | AgentRefusedException | AgentUnavailableException e) {
            throw new RemoteKeyException(e.getMessage(), e);
        }
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(RemotePrivateKey.class.getName());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException(RemotePrivateKey.class.getName());
    }
}

package eu.qlpipeline.signing.contract.jca;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureScheme;
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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A handle of an RSA-4096 key that is somewhere else. It holds no key material: it has no encoding, cannot be serialized,
 * and is no {@link java.security.interfaces.RSAPrivateKey}. Its one use is a TLS 1.3 client's CertificateVerify, by way of
 * a {@link Tls13KeyProvider}.
 *
 * <p>Implementations say where the key is. They are safe for use by several threads.
 */
public abstract class Tls13PrivateKey implements PrivateKey, RSAKey {

    private static final long serialVersionUID = 1L;

    private final transient X509Certificate certificate;
    private final transient CertificateFingerprint fingerprint;
    private final transient BigInteger modulus;
    private final transient AtomicLong signatures = new AtomicLong();

    /**
     * A handle of the key that belongs to a certificate.
     *
     * @throws InvalidKeyException if the key of the certificate is not RSA of 4096 bits
     */
    protected Tls13PrivateKey(X509Certificate certificate) throws InvalidKeyException {
        this.certificate = Objects.requireNonNull(certificate, "certificate");
        this.fingerprint = CertificateFingerprint.of(certificate);
        this.modulus = SignatureScheme.requireKey(certificate.getPublicKey()).getModulus();
    }

    /**
     * Has the key sign. The signature that is returned verifies with the key of {@link #certificate()}.
     *
     * @throws SignatureException that says why there is no signature
     */
    protected abstract PssSignature sign(Tls13CertificateVerify purpose) throws SignatureException;

    /** What is thrown where the key is not even asked, since what it should sign is no CertificateVerify. */
    protected abstract SignatureException refusal(String message, @Nullable Throwable cause);

    /** Signs, and counts. */
    final PssSignature handOn(Tls13CertificateVerify purpose) throws SignatureException {
        PssSignature signature = sign(purpose);
        signatures.incrementAndGet();
        return signature;
    }

    /** The certificate of the key. */
    public final X509Certificate certificate() {
        return certificate;
    }

    /** SHA-256 over that certificate. */
    public final CertificateFingerprint fingerprint() {
        return fingerprint;
    }

    /** How many signatures this handle has handed on. */
    public final long signatures() {
        return signatures.get();
    }

    /** {@code RSA}. */
    @Override
    public final String getAlgorithm() {
        return "RSA";
    }

    /** Null: the key has no encoding. */
    @Override
    public final @Nullable String getFormat() {
        return null;
    }

    /** Null: the key has no encoding. */
    @Override
    public final byte @Nullable [] getEncoded() {
        return null;
    }

    /** The modulus, 4096 bits; it is the public key's. */
    @Override
    public final BigInteger getModulus() {
        return modulus;
    }

    /** The fingerprint of the certificate, and nothing of where the key is. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + fingerprint + "]";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(getClass().getName());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException(getClass().getName());
    }
}

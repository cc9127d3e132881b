package eu.qlpipeline.signing.contract;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Verifies signatures of one key over typed purposes (RSASSA-PSS-VERIFY, RFC 8017 section 8.1.2). Each purpose fixes its
 * own parameters, so that a signature made with another salt length is refused.
 *
 * <p>The JDK verifies. A verifier that is used much goes over to Conscrypt, which is twice as fast, once that is loaded; where
 * it is not on the class path, not made for this machine, or there is no thread to load it, the JDK goes on.
 *
 * <p>Safe for use by several threads.
 */
public final class SignatureVerifier {

    private static final System.Logger LOG = System.getLogger(SignatureVerifier.class.getName());

    /** After so many, loading a native library is worth its while. */
    static final int MANY = 64;

    private final RSAPublicKey key;
    private final ThreadFactory factory;
    private final AtomicInteger verifications = new AtomicInteger();
    private volatile PssEngine engine;

    private SignatureVerifier(RSAPublicKey key, ThreadFactory factory) {
        this.factory = factory;
        this.key = key;
        this.engine = PssEngine.jdk(key);
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
        return of(key, task -> {
            Thread loading = new Thread(task, "verification-library");
            loading.setDaemon(true);
            return loading;
        });
    }

    /** As the others, with a thread of that make. */
    static SignatureVerifier of(PublicKey key, ThreadFactory factory) throws InvalidKeyException {
        return new SignatureVerifier(SignatureScheme.requireKey(key), factory);
    }

    /**
     * Returns normally if, and only if, the signature is this key's over the purpose.
     *
     * @throws SignatureException if it is not
     */
    public void verify(SigningPurpose purpose, PssSignature signature) throws SignatureException {
        if (verifications.incrementAndGet() == MANY) {
            hurryInBackground();
        }
        boolean valid = engine.verify(purpose, signature);
        if (!valid) {
            throw new SignatureException(
                    "signature: does not verify over this " + purpose.kind().label());
        }
    }

    private void hurryInBackground() {
        try {
            factory.newThread(this::hurry).start();
        } catch (OutOfMemoryError e) {
            LOG.log(System.Logger.Level.DEBUG, "Conscrypt: no thread to load it; the JDK verifies", e);
        }
    }

    private void hurry() {
        PssEngine.conscrypt(key).ifPresent(faster -> engine = faster);
    }

    /** What verifies at the moment. */
    PssEngine engine() {
        return engine;
    }
}

package eu.qlpipeline.signing.contract;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.conscrypt.Conscrypt;

/**
 * One implementation of RSASSA-PSS-VERIFY (RFC 8017 section 8.1.2), with a key of its own. Immutable and safe for use by
 * several threads.
 */
final class PssEngine {

    private static final System.Logger LOG = System.getLogger(PssEngine.class.getName());

    private final String algorithm;
    private final Optional<Provider> provider;
    private final PublicKey key;

    private PssEngine(String algorithm, Optional<Provider> provider, PublicKey key) {
        this.algorithm = algorithm;
        this.provider = provider;
        this.key = key;
    }

    /** The JDK's. */
    static PssEngine jdk(RSAPublicKey key) {
        return new PssEngine("RSASSA-PSS", Optional.empty(), key);
    }

    /** Conscrypt's, whose library this loads; empty where there is none for this machine. */
    static Optional<PssEngine> conscrypt(RSAPublicKey key) {
        try {
            Provider provider = Conscrypt.newProvider();
            PublicKey own = (PublicKey) KeyFactory.getInstance("RSA", provider).translateKey(key);
            return Optional.of(new PssEngine("SHA256withRSA/PSS", Optional.of(provider), own));
        } catch (LinkageError | GeneralSecurityException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "Conscrypt: not to be had; the JDK verifies", e);
            return Optional.empty();
        }
    }

    /** Whether the signature is the key's over the purpose. */
    boolean verify(SigningPurpose purpose, PssSignature signature) {
        try {
            Signature pss = signature();
            pss.setParameter(purpose.scheme().parameters());
            pss.initVerify(key);
            pss.update(purpose.message());
            return isValid(pss, signature);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("the key was RSA of 4096 bits", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSASSA-PSS with SHA-256 is what this engine was chosen for", e);
        }
    }

    private Signature signature() throws GeneralSecurityException {
        return provider.isPresent()
                ? Signature.getInstance(algorithm, provider.get())
                : Signature.getInstance(algorithm);
    }

    /** An engine may return false or throw, for whatever is wrong with a signature. */
    private static boolean isValid(Signature pss, PssSignature signature) {
        try {
            return pss.verify(signature.bytes());
        } catch (SignatureException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return provider.map(Provider::getName).orElse("JDK");
    }
}

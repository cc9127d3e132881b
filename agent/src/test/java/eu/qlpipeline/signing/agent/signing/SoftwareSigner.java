package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RsaKeys;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.SignatureException;
import java.util.concurrent.atomic.AtomicInteger;

/** A signer with a key in memory, one for the whole run of tests. */
final class SoftwareSigner implements PurposeSigner {

    private static final KeyPair PAIR = RsaKeys.generate(SignatureScheme.MODULUS_BITS);

    private final AtomicInteger count = new AtomicInteger();

    int count() {
        return count.get();
    }

    @Override
    public SigningKey key() {
        return new SigningKey(CertificateFingerprint.ofBytes(new byte[32]), SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    }

    @Override
    public Made sign(SigningKey key, SigningPurpose purpose) {
        count.incrementAndGet();
        try {
            Signature engine = Signature.getInstance("RSASSA-PSS");
            engine.setParameter(purpose.scheme().parameters());
            engine.initSign(PAIR.getPrivate());
            engine.update(purpose.message());
            return new Made(PssSignature.of(engine.sign()), 7);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the signature is this key's over the purpose. */
    static boolean verifies(SigningPurpose purpose, PssSignature signature) {
        try {
            Signature engine = Signature.getInstance("RSASSA-PSS");
            engine.setParameter(purpose.scheme().parameters());
            engine.initVerify(PAIR.getPublic());
            engine.update(purpose.message());
            return engine.verify(signature.bytes());
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

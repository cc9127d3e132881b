package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.contract.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/** Signatures made in software. */
public final class TestingSignatures {

    private TestingSignatures() {}

    /** A signature over the bytes, as raw challenges are signed. */
    public static byte[] raw(KeyPair key, byte[] message) {
        return sign(key, message, SignatureScheme.RSA4096_PSS_SHA256_SALT478);
    }

    /** A signature over the bytes under any scheme. */
    public static byte[] sign(KeyPair key, byte[] message, SignatureScheme scheme) {
        try {
            Signature engine = Signature.getInstance("RSASSA-PSS");
            engine.setParameter(scheme.parameters());
            engine.initSign(key.getPrivate());
            engine.update(message);
            return engine.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

package eu.qlpipeline.signing.contract;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;

/** A key in software, made once for all tests, that signs whatever it is given. */
public final class TestingKey {

    private static final KeyPair PAIR = RsaKeys.generate(SignatureScheme.MODULUS_BITS);

    private TestingKey() {}

    /** The signature over a purpose, made as the purpose demands. */
    public static PssSignature sign(SigningPurpose purpose) {
        return sign(purpose.message(), purpose.scheme());
    }

    /** The signature over any bytes with any scheme. */
    public static PssSignature sign(byte[] message, SignatureScheme scheme) {
        try {
            Signature engine = Signature.getInstance("RSASSA-PSS");
            engine.setParameter(scheme.parameters());
            engine.initSign(PAIR.getPrivate());
            engine.update(message);
            return PssSignature.of(engine.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The verifier of this key's signatures. */
    public static SignatureVerifier verifier() {
        try {
            return SignatureVerifier.of(PAIR.getPublic());
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half. */
    public static RSAPublicKey publicKey() {
        return (RSAPublicKey) PAIR.getPublic();
    }
}

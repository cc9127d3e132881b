package eu.qlpipeline.signing.acceptance.mtls;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** Hands what JSSE wants signed to the {@link PresentedKey}. */
final class PresentedSignature extends SignatureSpi {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable PresentedKey key;

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        if (!(privateKey instanceof PresentedKey presented)) {
            throw new InvalidKeyException("key: of another provider (expected: PresentedKey)");
        }
        content.reset();
        key = presented;
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        throw new InvalidKeyException("key: a public one (expected: PresentedKey)");
    }

    @Override
    protected void engineUpdate(byte next) {
        content.write(next);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {
        content.write(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        if (key == null) {
            throw new SignatureException("key: none (expected: initSign first)");
        }
        return key.sign(content.toByteArray());
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        throw new SignatureException("verification: not offered (expected: signing)");
    }

    /** Takes any: what a forged signature is made with is not JSSE's affair. */
    @Override
    @SuppressWarnings("MissingSuperCall") // the superclass refuses all parameters
    protected void engineSetParameter(AlgorithmParameterSpec parameters) {}

    /** Null for none; a throw here would turn rsa_pss off for the whole process. */
    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("parameter: " + name + " (expected: none)");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("parameter: " + name + " (expected: none)");
    }
}

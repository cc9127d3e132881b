package eu.qlpipeline.signing.acceptance.mtls;

import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/** What JSSE takes for the private key of a certificate; behind it is a {@link HandshakeSigner}. */
final class PresentedKey implements PrivateKey, RSAKey {

    private static final long serialVersionUID = 1L;

    private final BigInteger modulus;
    private final transient HandshakeSigner signer;

    PresentedKey(X509Certificate certificate, HandshakeSigner signer) {
        this.modulus = ((RSAPublicKey) certificate.getPublicKey()).getModulus();
        this.signer = signer;
    }

    byte[] sign(byte[] content) {
        return signer.sign(content);
    }

    @Override
    public String getAlgorithm() {
        return "RSA";
    }

    @Override
    public @Nullable String getFormat() {
        return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
        return null;
    }

    @Override
    public BigInteger getModulus() {
        return modulus;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(PresentedKey.class.getName());
    }

    private void readObject(ObjectInputStream in) throws NotSerializableException {
        throw new NotSerializableException(PresentedKey.class.getName());
    }
}

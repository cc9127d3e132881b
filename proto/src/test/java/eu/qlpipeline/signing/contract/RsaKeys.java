package eu.qlpipeline.signing.contract;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.conscrypt.Conscrypt;

/** RSA keys for tests. */
public final class RsaKeys {

    private RsaKeys() {}

    /**
     * A fresh key of that many bits, of the JDK's classes. BoringSSL makes one of 4096 bits in a second or two; the JDK takes twenty
     * where its better compiler is off, as in tests.
     */
    public static KeyPair generate(int bits) {
        try {
            KeyPairGenerator generator = Conscrypt.isAvailable()
                    ? KeyPairGenerator.getInstance("RSA", Conscrypt.newProvider())
                    : KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            KeyPair made = generator.generateKeyPair();
            KeyFactory ofTheJdk = KeyFactory.getInstance("RSA", "SunRsaSign");
            return new KeyPair(
                    ofTheJdk.generatePublic(
                            new X509EncodedKeySpec(made.getPublic().getEncoded())),
                    ofTheJdk.generatePrivate(
                            new PKCS8EncodedKeySpec(made.getPrivate().getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

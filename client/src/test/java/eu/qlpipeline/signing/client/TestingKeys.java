package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.contract.RsaKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Keys for tests. The two of 4096 bits take a while to make, so that a test run makes each once. */
public final class TestingKeys {

    private TestingKeys() {}

    /** The key that an honest agent signs with. */
    public static KeyPair signer() {
        return Signer.PAIR;
    }

    /** The key of somebody else. */
    public static KeyPair stranger() {
        return Stranger.PAIR;
    }

    /** A fresh key of 2048 bits. */
    public static KeyPair rsa2048() {
        return RsaKeys.generate(2048);
    }

    /** A fresh key on P-256. */
    public static KeyPair ec() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Signer {
        private static final KeyPair PAIR = RsaKeys.generate(4096);
    }

    private static final class Stranger {
        private static final KeyPair PAIR = RsaKeys.generate(4096);
    }
}

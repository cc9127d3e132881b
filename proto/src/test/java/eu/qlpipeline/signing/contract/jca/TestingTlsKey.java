package eu.qlpipeline.signing.contract.jca;

import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.Vectors;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key that records what it is asked for and answers with zeros. */
final class TestingTlsKey extends Tls13PrivateKey {

    static final PssSignature SIGNATURE = PssSignature.of(new byte[512]);

    private static final long serialVersionUID = 1L;

    private final transient List<Tls13CertificateVerify> asked = new ArrayList<>();

    private TestingTlsKey() throws InvalidKeyException {
        super(Vectors.certificate());
    }

    static TestingTlsKey create() {
        try {
            return new TestingTlsKey();
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Tls13CertificateVerify> asked() {
        return asked;
    }

    @Override
    protected PssSignature sign(Tls13CertificateVerify purpose) {
        asked.add(purpose);
        return SIGNATURE;
    }

    @Override
    protected SignatureException refusal(String message, @Nullable Throwable cause) {
        return new Refusal(message, cause);
    }

    /** The provider of these keys. */
    static final class TestingProvider extends Tls13KeyProvider {

        private static final long serialVersionUID = 1L;

        TestingProvider() {
            super("TestingTls", "for tests", TestingTlsKey.class);
        }
    }

    /** This key's own exception. */
    static final class Refusal extends SignatureException {

        private static final long serialVersionUID = 1L;

        Refusal(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}

package eu.qlpipeline.signing.agent.pkcs11;

import java.security.AuthProvider;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/** Logins without a token. */
public final class TestingLogin {

    private TestingLogin() {}

    /** One that fails at its logout in a way that nobody expects. */
    public static SigningLogin failingAtLogout(Supplier<Throwable> failure) {
        return new SunPkcs11Login(new FailingProvider(failure), new NoKey(), "none");
    }

    /** One that signs in memory, unless the token answers what is not {@code CKR_OK} when it is asked for a signature. */
    public static SigningLogin signing(PrivateKey key, LongSupplier answers) {
        return new SunPkcs11Login(new AnsweringProvider(answers), key, AnsweringProvider.ALGORITHM);
    }

    private record NoKey() implements PrivateKey {

        @Override
        public String getAlgorithm() {
            return "none";
        }

        @Override
        public String getFormat() {
            return "none";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }

    private static final class AnsweringProvider extends AuthProvider {

        private static final long serialVersionUID = 1L;

        private static final String ALGORITHM = "RSASSA-PSS";

        private AnsweringProvider(LongSupplier answers) {
            super("answering", "1", "signs in memory");
            putService(new Service(this, "Signature", ALGORITHM, Signature.class.getName(), List.of(), Map.of()) {
                @Override
                public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                    long answer = answers.getAsLong();
                    if (answer != 0) {
                        throw new ProviderException(new PKCS11Exception(answer, "C_SignInit"));
                    }
                    return Signature.getInstance(ALGORITHM);
                }
            });
        }

        @Override
        public void login(Subject subject, CallbackHandler handler) {}

        @Override
        public void logout() {}

        @Override
        public void setCallbackHandler(CallbackHandler handler) {}
    }

    private static final class FailingProvider extends AuthProvider {

        private static final long serialVersionUID = 1L;

        private final transient Supplier<Throwable> failure;

        private FailingProvider(Supplier<Throwable> failure) {
            super("failing", "1", "fails at its logout");
            this.failure = failure;
        }

        @Override
        public void login(Subject subject, CallbackHandler handler) {}

        @Override
        public void logout() {
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public void setCallbackHandler(CallbackHandler handler) {}
    }
}

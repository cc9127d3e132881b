package eu.qlpipeline.signing.agent.pkcs11;

import java.security.AuthProvider;
import java.security.PrivateKey;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;

/** Logins without a token. */
public final class TestingLogin {

    private TestingLogin() {}

    /** One that fails at its logout in a way that nobody expects. */
    public static SigningLogin failingAtLogout(Supplier<Throwable> failure) {
        return new SunPkcs11Login(new FailingProvider(failure), new NoKey(), "none");
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

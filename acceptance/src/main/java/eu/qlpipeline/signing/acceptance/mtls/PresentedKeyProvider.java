package eu.qlpipeline.signing.acceptance.mtls;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signs with a {@link PresentedKey}, and with no other key. */
final class PresentedKeyProvider extends Provider {

    private static final long serialVersionUID = 1L;
    private static final String NAME = "PresentedKey";

    @SuppressWarnings("this-escape") // putService is final, and the only way to offer a service
    private PresentedKeyProvider() {
        super(NAME, "1", "signatures of a client under test");
        putService(new PssService(this));
    }

    /** JSSE finds it only among the providers of the process; after all others, where it is asked for its own keys alone. */
    static void register() {
        if (Security.getProvider(NAME) == null) {
            Security.addProvider(new PresentedKeyProvider());
        }
    }

    private static final class PssService extends Service {

        PssService(Provider provider) {
            super(
                    provider,
                    "Signature",
                    "RSASSA-PSS",
                    PresentedSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", PresentedKey.class.getName()));
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new PresentedSignature();
        }
    }
}

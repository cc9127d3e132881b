package eu.qlpipeline.signing.contract.jca;

import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A security provider that signs with one class of {@link Tls13PrivateKey}. It offers {@code Signature.RSASSA-PSS}, for
 * that class of keys only, and nothing else; every other key of the JVM goes on to be served by the JDK's own providers.
 *
 * <p>It has no state and never registers itself. A program registers one, once, <em>after</em> all others, with
 * {@link Security#addProvider}. Placed before all others with RSASSA-PSS it would be asked about parameters of signatures that are
 * not its own, and {@link Tls13Context#of} refuses that.
 *
 * <p>Safe for use by several threads.
 */
public abstract class Tls13KeyProvider extends Provider {

    static final String ALGORITHM = "RSASSA-PSS";

    private static final String TYPE = "Signature";
    private static final long serialVersionUID = 1L;

    /**
     * A provider, not registered.
     *
     * @param name the name under which it is registered
     * @param info what it does, in a few words
     * @param keys the class of keys that it signs with
     */
    @SuppressWarnings("this-escape") // putService is final, and the only way to offer a service
    protected Tls13KeyProvider(String name, String info, Class<? extends Tls13PrivateKey> keys) {
        super(name, "1", info);
        putService(new PssService(this, keys));
    }

    /**
     * Refuses where no provider of that class is registered, or it comes before all others with RSASSA-PSS.
     *
     * @throws IllegalStateException that says what to do
     */
    static void requireRegistered(Class<? extends Tls13KeyProvider> type) {
        Provider[] providers = Security.getProviders(TYPE + "." + ALGORITHM);
        if (providers == null || Arrays.stream(providers).noneMatch(type::isInstance)) {
            throw new IllegalStateException("provider " + type.getSimpleName()
                    + ": not registered (expected: Security.addProvider(new " + type.getSimpleName() + "()))");
        }
        if (type.isInstance(providers[0])) {
            throw new IllegalStateException("provider " + type.getSimpleName()
                    + ": before all others with RSASSA-PSS (expected: the last one, as of Security.addProvider)");
        }
    }

    /** Makes the engine without reflection, which would want a public class. */
    private static final class PssService extends Service {

        private final Class<? extends Tls13PrivateKey> keys;

        PssService(Provider provider, Class<? extends Tls13PrivateKey> keys) {
            super(
                    provider,
                    TYPE,
                    ALGORITHM,
                    Tls13PssSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", keys.getName()));
            this.keys = keys;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new Tls13PssSignature(keys);
        }
    }
}

package eu.qlpipeline.signing.client.jca;

import java.security.Provider;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A security provider that signs with a {@link RemotePrivateKey}. It offers {@code Signature.RSASSA-PSS}, for that class
 * of keys only, and nothing else; every other key of the JVM goes on to be served by the JDK's own providers.
 *
 * <p>It has no state and never registers itself. A program registers one, once, <em>after</em> all others:
 *
 * <pre>{@code
 * Security.addProvider(new RemoteKeyProvider());
 * }</pre>
 *
 * <p>Placed before the JDK's providers it would be asked about parameters of signatures that are not its own, and
 * {@link RemoteKeys#sslContext} refuses that.
 *
 * <p>Safe for use by several threads.
 */
public final class RemoteKeyProvider extends Provider {

    /** The name under which it is registered. */
    public static final String NAME = "QlRemoteKey";

    static final String TYPE = "Signature";
    static final String ALGORITHM = "RSASSA-PSS";

    private static final long serialVersionUID = 1L;

    /** A provider, not registered. */
    @SuppressWarnings("this-escape") // putService is final, and the only way to offer a service
    public RemoteKeyProvider() {
        super(NAME, "1", "TLS 1.3 client signatures by a signing agent");
        putService(new PssService(this));
    }

    /** Makes the engine without reflection, which would want a public class. */
    private static final class PssService extends Service {

        PssService(Provider provider) {
            super(
                    provider,
                    TYPE,
                    ALGORITHM,
                    RemotePssSignature.class.getName(),
                    List.of(),
                    Map.of("SupportedKeyClasses", RemotePrivateKey.class.getName()));
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new RemotePssSignature();
        }
    }
}

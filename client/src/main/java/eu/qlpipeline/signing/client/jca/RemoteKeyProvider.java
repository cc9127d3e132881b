package eu.qlpipeline.signing.client.jca;

import eu.qlpipeline.signing.contract.jca.Tls13KeyProvider;

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
public final class RemoteKeyProvider extends Tls13KeyProvider {

    /** The name under which it is registered. */
    public static final String NAME = "QlRemoteKey";

    private static final long serialVersionUID = 1L;

    /** A provider, not registered. */
    public RemoteKeyProvider() {
        super(NAME, "TLS 1.3 client signatures by a signing agent", RemotePrivateKey.class);
    }
}

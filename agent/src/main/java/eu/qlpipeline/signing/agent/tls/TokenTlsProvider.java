package eu.qlpipeline.signing.agent.tls;

import eu.qlpipeline.signing.contract.jca.Tls13KeyProvider;

/**
 * A security provider that signs with a {@link TokenTlsKey}, and with nothing else. A program registers one, once, after all
 * others. Safe for use by several threads.
 */
public final class TokenTlsProvider extends Tls13KeyProvider {

    private static final long serialVersionUID = 1L;

    /** A provider, not registered. */
    public TokenTlsProvider() {
        super("QlTokenKey", "TLS 1.3 client signatures by the key in the token", TokenTlsKey.class);
    }
}

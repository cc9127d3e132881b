package eu.qlpipeline.signing.client.jca;

import eu.qlpipeline.signing.contract.jca.Tls13KeyManager;

/**
 * A key manager for the JDK's TLS that offers exactly one client identity, a remote key and its certificate, and none
 * for a server. The issuers that a server names do not matter: it pins the certificate, which is its own issuer.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class RemoteKeyManager extends Tls13KeyManager {

    /** A manager of that key and its certificate. */
    public RemoteKeyManager(RemotePrivateKey key) {
        super(key);
    }
}

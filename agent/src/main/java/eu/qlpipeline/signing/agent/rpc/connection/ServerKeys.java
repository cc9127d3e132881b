package eu.qlpipeline.signing.agent.rpc.connection;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key and certificate that the server shows, which others may replace between two handshakes.
 *
 * <p>Safe for use by several threads.
 */
public final class ServerKeys extends X509ExtendedKeyManager {

    private static final String ALGORITHM = "EC";

    /** The latest first. A handshake asks for alias, key and certificate one by one: the one before it stays known. */
    private volatile List<Identity> known = List.of();

    private record Identity(String alias, X509Certificate certificate, PrivateKey key) {}

    /** Shows this certificate from the next handshake on. */
    public synchronized void show(X509Certificate certificate, PrivateKey key) {
        List<Identity> before = known;
        long number = before.isEmpty() ? 1 : Long.parseLong(before.get(0).alias()) + 1;
        Identity next = new Identity(Long.toString(number), certificate, key);
        known = before.isEmpty() ? List.of(next) : List.of(next, before.get(0));
    }

    /** The certificate that is shown now. */
    public Optional<X509Certificate> certificate() {
        return known.stream().findFirst().map(Identity::certificate);
    }

    private Optional<Identity> find(String alias) {
        return known.stream().filter(identity -> identity.alias().equals(alias)).findFirst();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        List<Identity> now = known;
        return keyType.equals(ALGORITHM) && !now.isEmpty() ? now.get(0).alias() : null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return find(alias)
                .map(identity -> new X509Certificate[] {identity.certificate()})
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return find(alias).map(Identity::key).orElse(null);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return known.stream().map(Identity::alias).toArray(String[]::new);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

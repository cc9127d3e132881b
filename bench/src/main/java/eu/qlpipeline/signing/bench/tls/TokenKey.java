package eu.qlpipeline.signing.bench.tls;

import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

/**
 * An RSA-4096 key in a SoftHSM token of its own, used by this process straight through SunPKCS11. Any mechanism is allowed
 * to it, because JSSE chooses its own.
 */
final class TokenKey implements AutoCloseable {

    private static final String PASSWORD = "transport";
    private static final String ALIAS = "direct";

    private final Provider provider;
    private final KeyStore store;
    private final Path certificate;

    private TokenKey(Provider provider, KeyStore store, Path certificate) {
        this.provider = provider;
        this.store = store;
        this.certificate = certificate;
    }

    /**
     * Puts a new key with a certificate into a token.
     *
     * @param token the one that the environment of this process leads SoftHSM to
     */
    static TokenKey make(OpenSsl openSsl, TestToken token) throws IOException, GeneralSecurityException {
        Path certificate = token.directory().resolve("direct.crt");
        Path transport = token.directory().resolve("direct.p12");
        Path key = token.directory().resolve("direct.key");
        openSsl.run(("req -x509 -newkey rsa:4096 -nodes -days 30 -subj /CN=direct -keyout " + key + " -out "
                                + certificate)
                        .split(" "))
                .orThrow();
        openSsl.run(("pkcs12 -export -passout pass:" + PASSWORD + " -inkey " + key + " -in " + certificate + " -name "
                                + ALIAS + " -out " + transport)
                        .split(" "))
                .orThrow();
        KeyStore software = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(transport)) {
            software.load(in, PASSWORD.toCharArray());
        }
        Provider provider = provider(token);
        Security.addProvider(provider);
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, token.pin().toCharArray());
        store.setKeyEntry(
                ALIAS, software.getKey(ALIAS, PASSWORD.toCharArray()), null, software.getCertificateChain(ALIAS));
        requireInToken(store.getKey(ALIAS, null));
        return new TokenKey(provider, store, certificate);
    }

    private static Provider provider(TestToken token) throws IOException {
        Path configuration = token.directory().resolve("sunpkcs11.cfg");
        Files.writeString(configuration, """
                name = Direct
                library = %s
                slotListIndex = 0
                attributes(*, CKO_PRIVATE_KEY, *) = {
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                  CKA_SIGN = true
                }
                """.formatted(token.module()));
        return Security.getProvider("SunPKCS11").configure(configuration.toString());
    }

    private static void requireInToken(Key key) {
        if (key.getEncoded() != null) {
            throw new IllegalStateException(
                    "key: " + Arrays.toString(key.getClass().getInterfaces()) + " with an encoding"
                            + " (expected: one that stays in the token)");
        }
    }

    /** Its certificate, PEM. */
    Path certificate() {
        return certificate;
    }

    /** A context of clients that log in with it. */
    SSLContext context(X509TrustManager trust) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, null);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), new X509TrustManager[] {trust}, null);
        return context;
    }

    @Override
    public void close() {
        Security.removeProvider(provider.getName());
    }
}

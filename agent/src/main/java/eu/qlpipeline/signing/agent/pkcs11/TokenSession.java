package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.security.auth.login.LoginException;

/**
 * One login to the token: a SunPKCS11 provider of its own, and the handle of the signing key. Immutable; when the token
 * loses its sessions the whole is replaced, because a provider never recovers from that.
 *
 * <p>This is the one place where the signing key signs requests. Safe for use by several threads; each signature uses a
 * session of its own from SunPKCS11's pool.
 */
public final class TokenSession implements AutoCloseable {

    private static final String DIGEST_IN_TOKEN = "SHA256withRSASSA-PSS";
    private static final String DIGEST_IN_PROCESS = "RSASSA-PSS";

    private final AuthProvider provider;
    private final PrivateKey key;
    private final String algorithm;

    private TokenSession(AuthProvider provider, PrivateKey key, String algorithm) {
        this.provider = provider;
        this.key = key;
        this.algorithm = algorithm;
    }

    /**
     * Logs in, once, and finds the private key that belongs to the certificate in the token.
     *
     * @throws AgentException (PIN_REJECTED) if the token refuses the PIN; (KEY_UNUSABLE) if it pairs no private key with
     *     that certificate; (TOKEN_FAILURE) on any other error
     */
    public static TokenSession login(
            Pkcs11Module module, TokenSlot slot, TokenSettings settings, X509Certificate certificate) {
        PinGuard guard = PinGuard.admit(slot, settings.latch());
        AuthProvider provider = configure(module, slot);
        try (Pin pin = settings.pin().read()) {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            guard.attempt();
            store.load(null, pin.characters());
            guard.notRefused();
            return new TokenSession(provider, keyOf(store, certificate), algorithmOf(provider));
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            logout(provider);
            throw guard.refused(e);
        } catch (RuntimeException e) {
            logout(provider);
            throw e;
        }
    }

    private static AuthProvider configure(Pkcs11Module module, TokenSlot slot) {
        String configuration = String.join(
                "\n",
                "--name = signing-agent-slot-" + Long.toUnsignedString(slot.id()),
                "library = " + quoted(module.library().toString()),
                "slot = " + slot.id(),
                "destroyTokenAfterLogout = true",
                "showInfo = false");
        Provider template = Security.getProvider("SunPKCS11");
        if (template == null) {
            throw new AgentException(ReasonCode.INTERNAL, "SunPKCS11: not in this JDK (expected: jdk.crypto.cryptoki)");
        }
        try {
            return (AuthProvider) template.configure(configuration);
        } catch (ProviderException | UnsupportedOperationException e) {
            // Not only what the token says: a provider without a token in its slot says that it is not supported.
            throw new AgentException(
                    ReasonCode.TOKEN_FAILURE,
                    "slot " + Long.toUnsignedString(slot.id()) + ": " + CkError.describe(e),
                    e);
        }
    }

    private static String quoted(String path) {
        return '"' + path + '"';
    }

    private static PrivateKey keyOf(KeyStore store, X509Certificate certificate) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)
                    && certificate.equals(store.getCertificate(alias))
                    && store.getKey(alias, null) instanceof PrivateKey key) {
                return key;
            }
        }
        throw new AgentException(
                ReasonCode.KEY_UNUSABLE, "key: the token pairs none with the certificate (expected: the same CKA_ID)");
    }

    private static String algorithmOf(Provider provider) {
        return provider.getService("Signature", DIGEST_IN_TOKEN) != null ? DIGEST_IN_TOKEN : DIGEST_IN_PROCESS;
    }

    /** Whether the digest is made in the token (CKM_SHA256_RSA_PKCS_PSS) and not in this process (CKM_RSA_PKCS_PSS). */
    public boolean digestInToken() {
        return algorithm.equals(DIGEST_IN_TOKEN);
    }

    /**
     * Signs the bytes of a purpose. The result is not yet verified: callers must verify it before they release it.
     *
     * @throws GeneralSecurityException if the token refuses; {@link CkError#behind} tells the error
     * @throws ProviderException if the token fails; {@link CkError#behind} tells the error
     */
    public PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException {
        Signature engine = Signature.getInstance(algorithm, provider);
        // Once and before initSign: set afterwards, parameters leave an operation active in a session of the pool.
        engine.setParameter(purpose.scheme().parameters());
        engine.initSign(key);
        engine.update(purpose.message());
        return PssSignature.of(engine.sign());
    }

    /** Logs out, and destroys the provider's sessions. No signature may be in flight. */
    @Override
    public void close() {
        logout(provider);
    }

    private static void logout(AuthProvider provider) {
        try {
            provider.logout();
        } catch (LoginException | ProviderException e) {
            System.getLogger(TokenSession.class.getName())
                    .log(System.Logger.Level.DEBUG, "logout: {0}", CkError.describe(e));
        }
    }
}

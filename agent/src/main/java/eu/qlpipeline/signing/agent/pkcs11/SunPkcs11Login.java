package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.pin.Pin;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.LoginException;

/**
 * A login by a SunPKCS11 provider of its own, with the handle of the signing key. Immutable; when the token loses its sessions
 * the whole is replaced, because a provider never recovers from that.
 *
 * <p>Safe for use by several threads; each signature uses a session of its own from SunPKCS11's pool, which needs two of them
 * to read the key.
 */
final class SunPkcs11Login implements SigningLogin {

    private static final System.Logger LOG = System.getLogger(SunPkcs11Login.class.getName());
    private static final String DIGEST_IN_TOKEN = "SHA256withRSASSA-PSS";
    private static final String DIGEST_IN_PROCESS = "RSASSA-PSS";

    private final AuthProvider provider;
    private final PrivateKey key;
    private final String algorithm;

    SunPkcs11Login(AuthProvider provider, PrivateKey key, String algorithm) {
        this.provider = provider;
        this.key = key;
        this.algorithm = algorithm;
    }

    /**
     * As {@link SigningLogin#login}; empty, and logged out, where SunPKCS11 cannot take in the objects of the token, all of which it
     * reads: one that somebody else keeps there is enough.
     */
    static Optional<SigningLogin> login(
            TokenSlot slot, TokenSettings settings, X509Certificate certificate, CkMechanism pss) {
        PinGuard guard = PinGuard.admit(slot, settings);
        guard.requireUsable();
        SlotProvider provider = SlotProvider.of(slot);
        // Where that fails there is nothing to log out of, but perhaps a login that another made since.
        logIn(provider, settings, guard);
        boolean opened = false;
        try {
            Optional<PrivateKey> key = read(provider.provider(), certificate);
            opened = key.isPresent();
            return key.map(found -> new SunPkcs11Login(provider.provider(), found, algorithmOf(pss)));
        } finally {
            if (!opened) {
                logout(provider.provider());
            }
        }
    }

    private static void logIn(SlotProvider provider, TokenSettings settings, PinGuard guard) {
        try (Pin pin = settings.pin().read()) {
            provider.requireStill();
            guard.attempt();
            provider.provider().login(null, callbacks -> {
                for (Callback callback : callbacks) {
                    if (callback instanceof PasswordCallback asked) {
                        asked.setPassword(pin.characters());
                    }
                }
            });
            guard.loggedIn();
        } catch (LoginException | ProviderException e) {
            throw guard.refused(e);
        }
    }

    private static Optional<PrivateKey> read(AuthProvider provider, X509Certificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, null);
            return Optional.of(keyOf(store, certificate));
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            String why =
                    CkError.describe(e instanceof IOException load && load.getCause() != null ? load.getCause() : e);
            if (!isOfTheObjects(e)) {
                throw new AgentException(ReasonCode.TOKEN_FAILURE, "objects: " + why, e);
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    "token: SunPKCS11 cannot read its objects: {0}; the key is used without it",
                    why);
            return Optional.empty();
        }
    }

    /** Whether it is about what an object is, and not about the token. */
    private static boolean isOfTheObjects(Exception failure) {
        return CkError.behind(failure)
                .map(error -> error.severity() == CkError.Severity.OUR_FAULT)
                .orElse(failure instanceof CertificateException || failure.getCause() instanceof KeyStoreException);
    }

    private static PrivateKey keyOf(KeyStore store, X509Certificate certificate) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)
                    && certificate.equals(store.getCertificate(alias))
                    && store.getKey(alias, null) instanceof PrivateKey key) {
                return key;
            }
        }
        throw SigningLogin.noKey();
    }

    private static String algorithmOf(CkMechanism pss) {
        return pss == CkMechanism.CKM_SHA256_RSA_PKCS_PSS ? DIGEST_IN_TOKEN : DIGEST_IN_PROCESS;
    }

    @Override
    @MustBeClosed
    public Turn turn(Duration patience) {
        return this::sign;
    }

    private PssSignature sign(SigningPurpose purpose) throws GeneralSecurityException {
        Signature engine = Signature.getInstance(algorithm, provider);
        // Once and before initSign: set afterwards, parameters leave an operation active in a session of the pool.
        engine.setParameter(purpose.scheme().parameters());
        engine.initSign(key);
        engine.update(purpose.message());
        return PssSignature.of(engine.sign());
    }

    @Override
    public void close() {
        logout(provider);
    }

    private static void logout(AuthProvider provider) {
        try {
            provider.logout();
        } catch (LoginException | ProviderException e) {
            LOG.log(System.Logger.Level.DEBUG, "logout: {0}", CkError.describe(e));
        }
    }
}

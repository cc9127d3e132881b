package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import javax.security.auth.login.LoginException;

/**
 * A login by a SunPKCS11 provider of its own, with the handle of the signing key. Immutable; when the token loses its sessions
 * the whole is replaced, because a provider never recovers from that.
 *
 * <p>Safe for use by several threads; each signature uses a session of its own from SunPKCS11's pool, which needs two of them
 * to read the key.
 */
final class PooledSession implements TokenSession {

    private static final String DIGEST_IN_TOKEN = "SHA256withRSASSA-PSS";
    private static final String DIGEST_IN_PROCESS = "RSASSA-PSS";

    private final AuthProvider provider;
    private final PrivateKey key;
    private final String algorithm;

    PooledSession(AuthProvider provider, PrivateKey key, String algorithm) {
        this.provider = provider;
        this.key = key;
        this.algorithm = algorithm;
    }

    /** As {@link TokenSession#login}. */
    static PooledSession login(
            Pkcs11Module module, TokenSlot slot, TokenSettings settings, X509Certificate certificate, CkMechanism pss) {
        PinGuard guard = PinGuard.admit(slot, settings);
        String place = place(module, slot);
        AuthProvider provider = configure(module, slot, place);
        try (Pin pin = settings.pin().read()) {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            requireStill(module, slot, place);
            guard.attempt();
            store.load(null, pin.characters());
            guard.loggedIn();
            return new PooledSession(provider, keyOf(store, certificate), algorithmOf(pss));
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            logout(provider);
            throw guard.refused(e);
        } catch (RuntimeException e) {
            logout(provider);
            throw e;
        }
    }

    /** Which slot, as SunPKCS11 is told: its configuration takes no number beyond 2^31, and counts the slots where that is not enough. */
    private static String place(Pkcs11Module module, TokenSlot slot) {
        return slot.id() >= 0 && slot.id() <= Integer.MAX_VALUE
                ? "slot = " + slot.id()
                : "slotListIndex = " + module.indexOf(slot);
    }

    /** The provider stays with the slot that it found: before it is given the PIN, that has to be the one of the token. */
    private static void requireStill(Pkcs11Module module, TokenSlot slot, String place) {
        if (!place(module, slot).equals(place)) {
            throw new AgentException(
                    ReasonCode.TOKEN_FAILURE, "slot " + slot.number() + ": moved in the list of slots meanwhile");
        }
        module.requireStill(slot);
    }

    private static AuthProvider configure(Pkcs11Module module, TokenSlot slot, String place) {
        String configuration = String.join(
                "\n",
                "--name = signing-agent-slot-" + slot.number(),
                "library = " + quoted(module.library().toString()),
                place,
                "destroyTokenAfterLogout = true",
                "showInfo = false");
        Provider template = Security.getProvider("SunPKCS11");
        if (template == null) {
            throw new AgentException(ReasonCode.INTERNAL, "SunPKCS11: not in this JDK (expected: jdk.crypto.cryptoki)");
        }
        try {
            return (AuthProvider) template.configure(configuration);
        } catch (InvalidParameterException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "token.module: " + module.library() + ": SunPKCS11 does not take its configuration: "
                            + (e.getCause() == null
                                    ? e.getMessage()
                                    : e.getCause().getMessage()),
                    e,
                    "name the library by its absolute path, of letters, digits and the characters /._-");
        } catch (ProviderException | UnsupportedOperationException e) {
            // Not only what the token says: a provider without a token in its slot says that it is not supported.
            throw new AgentException(ReasonCode.TOKEN_FAILURE, "slot " + slot.number() + ": " + CkError.describe(e), e);
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
        throw TokenSession.noKey();
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
            System.getLogger(PooledSession.class.getName())
                    .log(System.Logger.Level.DEBUG, "logout: {0}", CkError.describe(e));
        }
    }
}

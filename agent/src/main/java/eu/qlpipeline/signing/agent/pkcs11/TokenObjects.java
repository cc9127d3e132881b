package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sun.security.pkcs11.wrapper.CK_ATTRIBUTE;
import sun.security.pkcs11.wrapper.CK_MECHANISM;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * A logged-in session for the objects of a token: search, read back, create, and the certificate's own signature at set-up.
 * Not safe for use by several threads. Login is a state of the whole process, so that at most one of these may be open and
 * no {@link TokenSession} at the same time, unless they are those of {@link DirectSession}.
 */
public final class TokenObjects implements AutoCloseable {

    private static final long CKF_RW_SESSION = 2;
    private static final long CKF_SERIAL_SESSION = 4;
    private static final long CKU_USER = 1;
    private static final int SEARCH_LIMIT = 64;

    private final PKCS11 functions;
    private final long session;

    /** A session that is open, and logged in where the process is. */
    TokenObjects(PKCS11 functions, long session) {
        this.functions = functions;
        this.session = session;
    }

    /**
     * Opens a session and logs in; one attempt.
     *
     * @param writable whether objects may be created
     * @throws AgentException (PIN_REJECTED) if the PIN is refused, or was; (TOKEN_FAILURE) on another error of the token
     */
    @MustBeClosed
    public static TokenObjects login(Pkcs11Module module, TokenSlot slot, TokenSettings settings, boolean writable) {
        return login(module, slot, settings, writable ? CKF_RW_SESSION : 0, anybody -> {});
    }

    /**
     * As {@link #login}, not writable; what a token shows to anybody is looked at before it is given the PIN.
     *
     * @param look looks, and throws where it is not to have it
     */
    @MustBeClosed
    public static TokenObjects login(
            Pkcs11Module module, TokenSlot slot, TokenSettings settings, Consumer<TokenObjects> look) {
        return login(module, slot, settings, 0, look);
    }

    @MustBeClosed
    private static TokenObjects login(
            Pkcs11Module module, TokenSlot slot, TokenSettings settings, long flags, Consumer<TokenObjects> look) {
        PinGuard guard = PinGuard.admit(slot, settings);
        TokenObjects opened = open(module.functions(), slot, flags);
        try {
            // Before its flags: those of a token that is not ours say nothing of our PIN.
            look.accept(opened);
            guard.requireUsable();
            try (Pin pin = settings.pin().read()) {
                module.requireStill(slot);
                opened.login(guard, pin);
            }
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static TokenObjects open(PKCS11 functions, TokenSlot slot, long flags) {
        try {
            return new TokenObjects(
                    functions, functions.C_OpenSession(slot.id(), CKF_SERIAL_SESSION | flags, null, null));
        } catch (PKCS11Exception e) {
            throw failed("C_OpenSession", e);
        }
    }

    private void login(PinGuard guard, Pin pin) {
        guard.attempt();
        try {
            functions.C_Login(session, CKU_USER, pin.characters());
        } catch (PKCS11Exception e) {
            // A login that was given up while it hung may have come through since.
            if (!CkError.CKR_USER_ALREADY_LOGGED_IN.isBehind(e)) {
                throw guard.refused(e);
            }
        }
        guard.loggedIn();
    }

    /** Handles of the objects with all of the given attributes, 64 at the most. */
    public long[] find(Map<CkAttribute, ?> template) {
        try {
            functions.C_FindObjectsInit(session, attributes(template));
            try {
                return functions.C_FindObjects(session, SEARCH_LIMIT);
            } finally {
                functions.C_FindObjectsFinal(session);
            }
        } catch (PKCS11Exception e) {
            throw failed("C_FindObjects", e);
        }
    }

    /** The value of a boolean attribute, or empty where the token does not know the attribute. */
    public Optional<Boolean> readBoolean(long object, CkAttribute attribute) {
        return read(object, attribute).filter(found -> found.pValue != null).map(CkAttribute::flag);
    }

    /** The value of an integer attribute, or empty where the token does not know the attribute. */
    public Optional<Long> readLong(long object, CkAttribute attribute) {
        return read(object, attribute).filter(found -> found.pValue != null).map(CK_ATTRIBUTE::getLong);
    }

    /** The value of an attribute that is a string of bytes, or empty where the token does not know the attribute. */
    public Optional<byte[]> readBytes(long object, CkAttribute attribute) {
        return read(object, attribute).map(CkAttribute::bytes);
    }

    /** Creates an object and returns its handle. */
    public long create(Map<CkAttribute, ?> template) {
        try {
            return functions.C_CreateObject(session, attributes(template));
        } catch (PKCS11Exception e) {
            throw failed("C_CreateObject", e);
        }
    }

    /** Generates an RSA key pair and returns the handle of its private key. */
    public long generateKeyPair(Map<CkAttribute, ?> publicTemplate, Map<CkAttribute, ?> privateTemplate) {
        try {
            return functions.C_GenerateKeyPair(
                    session,
                    new CK_MECHANISM(CkMechanism.CKM_RSA_PKCS_KEY_PAIR_GEN.code()),
                    attributes(publicTemplate),
                    attributes(privateTemplate))[1];
        } catch (PKCS11Exception e) {
            throw failed("C_GenerateKeyPair", e);
        }
    }

    /** Signs what the signature on a certificate is over, sha256WithRSAEncryption (RFC 8017 section 8.2). */
    public byte[] signCertificate(long privateKey, CkMechanism mechanism, byte[] input) {
        try {
            return sign(privateKey, new CK_MECHANISM(mechanism.code()), input);
        } catch (PKCS11Exception e) {
            throw failed("C_Sign", e);
        }
    }

    byte[] sign(long privateKey, CK_MECHANISM mechanism, byte[] input) throws PKCS11Exception {
        functions.C_SignInit(session, mechanism, privateKey);
        return functions.C_Sign(session, input);
    }

    /** Closes the session; with the last session of the process goes the login. */
    @Override
    public void close() {
        try {
            functions.C_CloseSession(session);
        } catch (PKCS11Exception e) {
            System.getLogger(TokenObjects.class.getName())
                    .log(System.Logger.Level.DEBUG, "session not closed: {0}", CkError.describe(e));
        }
    }

    private Optional<CK_ATTRIBUTE> read(long object, CkAttribute attribute) {
        CK_ATTRIBUTE[] wanted = {new CK_ATTRIBUTE(attribute.code())};
        try {
            functions.C_GetAttributeValue(session, object, wanted);
        } catch (PKCS11Exception e) {
            if (CkError.CKR_ATTRIBUTE_TYPE_INVALID.isBehind(e)) {
                return Optional.empty();
            }
            throw failed("C_GetAttributeValue " + attribute, e);
        }
        return Optional.of(wanted[0]);
    }

    private static CK_ATTRIBUTE[] attributes(Map<CkAttribute, ?> template) {
        return template.entrySet().stream()
                .map(entry -> entry.getKey().with(entry.getValue()))
                .toArray(CK_ATTRIBUTE[]::new);
    }

    private static AgentException failed(String function, PKCS11Exception e) {
        return new AgentException(ReasonCode.TOKEN_FAILURE, function + ": " + CkError.describe(e), e);
    }
}

package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
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
        PinGuard guard = PinGuard.admit(slot, settings);
        PKCS11 functions = module.functions();
        try (Pin pin = settings.pin().read()) {
            module.requireStill(slot);
            guard.attempt();
            long session = functions.C_OpenSession(
                    slot.id(), CKF_SERIAL_SESSION | (writable ? CKF_RW_SESSION : 0), null, null);
            TokenObjects opened = new TokenObjects(functions, session);
            try {
                functions.C_Login(session, CKU_USER, pin.characters());
            } catch (PKCS11Exception e) {
                if (!guard.isLoggedIn(e)) {
                    opened.close();
                    throw guard.refused(e);
                }
            }
            guard.loggedIn();
            return opened;
        } catch (PKCS11Exception e) {
            guard.notRefused();
            throw failed("C_OpenSession", e);
        }
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
        return read(object, attribute).filter(found -> found.pValue != null).map(TokenObjects::flag);
    }

    /** The value of an integer attribute, or empty where the token does not know the attribute. */
    public Optional<Long> readLong(long object, CkAttribute attribute) {
        return read(object, attribute).filter(found -> found.pValue != null).map(CK_ATTRIBUTE::getLong);
    }

    /** The value of an attribute that is a string of bytes, or empty where the token does not know the attribute. */
    public Optional<byte[]> readBytes(long object, CkAttribute attribute) {
        return read(object, attribute).map(TokenObjects::bytes);
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

    /** The wrapper does not know each attribute that is a flag. */
    private static boolean flag(CK_ATTRIBUTE attribute) {
        return attribute.pValue instanceof byte[] raw ? raw[0] != 0 : attribute.getBoolean();
    }

    /** The wrapper hands over labels as text, a character for each byte, and what is known and empty as null. */
    private static byte[] bytes(CK_ATTRIBUTE attribute) {
        if (attribute.pValue == null) {
            return new byte[0];
        }
        return attribute.pValue instanceof char[] text
                ? new String(text).getBytes(StandardCharsets.ISO_8859_1)
                : attribute.getByteArray();
    }

    private static CK_ATTRIBUTE[] attributes(Map<CkAttribute, ?> template) {
        return template.entrySet().stream()
                .map(entry -> attribute(entry.getKey(), entry.getValue()))
                .toArray(CK_ATTRIBUTE[]::new);
    }

    /** Only values of the attribute's own type go down: on any other the native wrapper ends the process. */
    private static CK_ATTRIBUTE attribute(CkAttribute attribute, Object value) {
        if (!attribute.type().fits(value)) {
            throw new IllegalArgumentException(
                    attribute + ": " + value.getClass() + " (expected: " + attribute.type() + ")");
        }
        return new CK_ATTRIBUTE(attribute.code(), value);
    }

    private static AgentException failed(String function, PKCS11Exception e) {
        return new AgentException(ReasonCode.TOKEN_FAILURE, function + ": " + CkError.describe(e), e);
    }
}

package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.pkcs11.pin.Pin;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sun.security.pkcs11.wrapper.CK_ATTRIBUTE;
import sun.security.pkcs11.wrapper.CK_MECHANISM;
import sun.security.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * A session with a token, logged in where the process is: its objects - search, read back, create, generate - and signatures.
 * Not safe for use by several threads. Login is a state of the whole process, so that at most one of these may be open and
 * no {@link SigningLogin} at the same time, unless they are those of {@link WrapperLogin}.
 */
public final class CkSession implements AutoCloseable {

    private static final long CKF_RW_SESSION = 2;
    private static final long CKF_SERIAL_SESSION = 4;
    private static final long CKU_USER = 1;
    private static final int SEARCH_LIMIT = 64;
    private static final CK_RSA_PKCS_PSS_PARAMS OTHER_PARAMETERS =
            new CK_RSA_PKCS_PSS_PARAMS("SHA-256", "MGF1", "SHA-256", 0);

    private final TokenSlot slot;
    private final PKCS11 functions;
    private final long session;

    private CkSession(TokenSlot slot, long session) {
        this.slot = slot;
        this.functions = slot.module().functions();
        this.session = session;
    }

    /** Opens a session; it is logged in where the process is. */
    static CkSession open(TokenSlot slot, boolean writable) throws PKCS11Exception {
        long flags = CKF_SERIAL_SESSION | (writable ? CKF_RW_SESSION : 0);
        return new CkSession(slot, slot.module().functions().C_OpenSession(slot.id(), flags, null, null));
    }

    /** Where its token was when it was opened. */
    public TokenSlot slot() {
        return slot;
    }

    /** A public session, one without a login (PKCS#11 v2.40 section 4.4), unless the process is logged in. */
    static CkSession publicSession(TokenSlot slot, boolean writable) {
        try {
            return open(slot, writable);
        } catch (PKCS11Exception e) {
            throw CkError.failed("C_OpenSession", e);
        }
    }

    /**
     * Opens a session and logs in; one attempt.
     *
     * @param writable whether objects may be created
     * @throws AgentException (PIN_REJECTED) if the PIN is refused, or was; (TOKEN_FAILURE) on another error of the token
     */
    @MustBeClosed
    public static CkSession login(TokenSlot slot, TokenSettings settings, boolean writable) {
        return FirstLook.login(slot, settings, writable, anybody -> {});
    }

    /**
     * As {@link #login}, not writable; what a token shows to anybody is looked at before it is given the PIN.
     *
     * @param look looks, and throws where it is not to have it
     */
    @MustBeClosed
    public static CkSession login(TokenSlot slot, TokenSettings settings, Consumer<CkSession> look) {
        return FirstLook.login(slot, settings, false, look);
    }

    /** Logs in; one attempt. */
    void login(PinGuard guard, Pin pin) {
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
            functions.C_FindObjectsInit(session, CkAttribute.template(template));
            try {
                return functions.C_FindObjects(session, SEARCH_LIMIT);
            } finally {
                functions.C_FindObjectsFinal(session);
            }
        } catch (PKCS11Exception e) {
            throw CkError.failed("C_FindObjects", e);
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
            return functions.C_CreateObject(session, CkAttribute.template(template));
        } catch (PKCS11Exception e) {
            throw CkError.failed("C_CreateObject", e);
        }
    }

    /** Generates an RSA key pair and returns the handle of its private key. */
    public long generateKeyPair(Map<CkAttribute, ?> publicTemplate, Map<CkAttribute, ?> privateTemplate) {
        try {
            return functions.C_GenerateKeyPair(
                    session,
                    new CK_MECHANISM(CkMechanism.CKM_RSA_PKCS_KEY_PAIR_GEN.code()),
                    CkAttribute.template(publicTemplate),
                    CkAttribute.template(privateTemplate))[1];
        } catch (PKCS11Exception e) {
            throw CkError.failed("C_GenerateKeyPair", e);
        }
    }

    /** Signs what the signature on a certificate is over, sha256WithRSAEncryption (RFC 8017 section 8.2). */
    public byte[] signCertificate(long privateKey, CkMechanism mechanism, byte[] input) {
        try {
            return sign(privateKey, new CK_MECHANISM(mechanism.code()), input);
        } catch (PKCS11Exception e) {
            throw CkError.failed("C_Sign", e);
        }
    }

    /** Signs with RSASSA-PSS, and frees what the wrapper keeps of the mechanism outside of Java's heap. */
    byte[] signPss(long privateKey, CK_MECHANISM pss, byte[] input) throws PKCS11Exception {
        try {
            return sign(privateKey, pss, input);
        } finally {
            // JDK 17 frees its native copy where other parameters take the place of these. Its freeHandle must not be
            // called: later JDKs keep no copy, and have no such method.
            pss.setParameter(OTHER_PARAMETERS);
        }
    }

    private byte[] sign(long privateKey, CK_MECHANISM mechanism, byte[] input) throws PKCS11Exception {
        functions.C_SignInit(session, mechanism, privateKey);
        return functions.C_Sign(session, input);
    }

    /** Closes the session; with the last session of the process goes the login. */
    @Override
    public void close() {
        try {
            functions.C_CloseSession(session);
        } catch (PKCS11Exception e) {
            System.getLogger(CkSession.class.getName())
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
            throw CkError.failed("C_GetAttributeValue " + attribute, e);
        }
        return Optional.of(wanted[0]);
    }
}

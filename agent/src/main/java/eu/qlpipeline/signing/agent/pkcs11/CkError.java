package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/** Return values of PKCS#11 functions (pkcs11t.h), each with what it means for the session it came from. */
public enum CkError {
    CKR_HOST_MEMORY(0x002, Severity.TRANSIENT),
    CKR_SLOT_ID_INVALID(0x003, Severity.GENERATION_LOST),
    CKR_GENERAL_ERROR(0x005, Severity.TRANSIENT),
    CKR_FUNCTION_FAILED(0x006, Severity.TRANSIENT),
    CKR_ARGUMENTS_BAD(0x007, Severity.OUR_FAULT),
    CKR_CANT_LOCK(0x00A, Severity.OUR_FAULT),
    CKR_ATTRIBUTE_READ_ONLY(0x010, Severity.OUR_FAULT),
    CKR_ATTRIBUTE_SENSITIVE(0x011, Severity.OUR_FAULT),
    CKR_ATTRIBUTE_TYPE_INVALID(0x012, Severity.OUR_FAULT),
    CKR_ATTRIBUTE_VALUE_INVALID(0x013, Severity.OUR_FAULT),
    CKR_DATA_INVALID(0x020, Severity.OUR_FAULT),
    CKR_DATA_LEN_RANGE(0x021, Severity.OUR_FAULT),
    CKR_DEVICE_ERROR(0x030, Severity.TRANSIENT),
    CKR_DEVICE_MEMORY(0x031, Severity.TRANSIENT),
    CKR_DEVICE_REMOVED(0x032, Severity.GENERATION_LOST),
    CKR_KEY_HANDLE_INVALID(0x060, Severity.GENERATION_LOST),
    CKR_KEY_SIZE_RANGE(0x062, Severity.OUR_FAULT),
    CKR_KEY_FUNCTION_NOT_PERMITTED(0x068, Severity.OUR_FAULT),
    CKR_MECHANISM_INVALID(0x070, Severity.OUR_FAULT),
    CKR_MECHANISM_PARAM_INVALID(0x071, Severity.OUR_FAULT),
    CKR_OBJECT_HANDLE_INVALID(0x082, Severity.GENERATION_LOST),
    CKR_OPERATION_ACTIVE(0x090, Severity.GENERATION_LOST),
    CKR_OPERATION_NOT_INITIALIZED(0x091, Severity.GENERATION_LOST),
    CKR_PIN_INCORRECT(0x0A0, Severity.LATCH),
    CKR_PIN_INVALID(0x0A1, Severity.LATCH),
    CKR_PIN_LEN_RANGE(0x0A2, Severity.LATCH),
    CKR_PIN_EXPIRED(0x0A3, Severity.LATCH),
    CKR_PIN_LOCKED(0x0A4, Severity.LATCH),
    CKR_SESSION_CLOSED(0x0B0, Severity.GENERATION_LOST),
    CKR_SESSION_COUNT(0x0B1, Severity.TRANSIENT),
    CKR_SESSION_HANDLE_INVALID(0x0B3, Severity.GENERATION_LOST),
    CKR_SESSION_READ_ONLY_EXISTS(0x0B7, Severity.GENERATION_LOST),
    CKR_TEMPLATE_INCOMPLETE(0x0D0, Severity.OUR_FAULT),
    CKR_TEMPLATE_INCONSISTENT(0x0D1, Severity.OUR_FAULT),
    CKR_TOKEN_NOT_PRESENT(0x0E0, Severity.GENERATION_LOST),
    CKR_TOKEN_NOT_RECOGNIZED(0x0E1, Severity.GENERATION_LOST),
    CKR_TOKEN_WRITE_PROTECTED(0x0E2, Severity.OUR_FAULT),
    CKR_USER_ALREADY_LOGGED_IN(0x100, Severity.GENERATION_LOST),
    CKR_USER_NOT_LOGGED_IN(0x101, Severity.GENERATION_LOST),
    CKR_USER_PIN_NOT_INITIALIZED(0x102, Severity.LATCH),
    CKR_USER_ANOTHER_ALREADY_LOGGED_IN(0x104, Severity.GENERATION_LOST),
    CKR_USER_TOO_MANY_TYPES(0x105, Severity.GENERATION_LOST),
    CKR_CRYPTOKI_NOT_INITIALIZED(0x190, Severity.LIBRARY_LOST),
    CKR_TOKEN_RESOURCE_EXCEEDED(0x201, Severity.TRANSIENT);

    /** What SunPKCS11 says where it knows by itself that the token has no session left. */
    private static final Set<String> NO_SESSION_LEFT = Set.of("No more sessions available", "Could not obtain session");

    /** Those of a template with an attribute, or a value of one, that the token does not take (PKCS#11 v2.40 section 5.1.6). */
    private static final Set<CkError> TEMPLATE_REFUSED = EnumSet.of(
            CKR_ATTRIBUTE_READ_ONLY,
            CKR_ATTRIBUTE_TYPE_INVALID,
            CKR_ATTRIBUTE_VALUE_INVALID,
            CKR_TEMPLATE_INCONSISTENT);

    /** Those that are about the device, the library, a session or the token, as a token that comes up gives them. */
    private static final Set<CkError> NOT_OF_THE_PIN = EnumSet.of(
            CKR_HOST_MEMORY,
            CKR_SLOT_ID_INVALID,
            CKR_CANT_LOCK,
            CKR_DEVICE_ERROR,
            CKR_DEVICE_MEMORY,
            CKR_DEVICE_REMOVED,
            CKR_OPERATION_ACTIVE,
            CKR_OPERATION_NOT_INITIALIZED,
            CKR_SESSION_CLOSED,
            CKR_SESSION_COUNT,
            CKR_SESSION_HANDLE_INVALID,
            CKR_SESSION_READ_ONLY_EXISTS,
            CKR_TOKEN_NOT_PRESENT,
            CKR_TOKEN_NOT_RECOGNIZED,
            CKR_USER_ALREADY_LOGGED_IN,
            CKR_USER_NOT_LOGGED_IN,
            CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
            CKR_USER_TOO_MANY_TYPES,
            CKR_CRYPTOKI_NOT_INITIALIZED,
            CKR_TOKEN_RESOURCE_EXCEEDED);

    /** What an error means for the session it came from, from the mildest to the worst. */
    public enum Severity {
        /** The request was wrong; the session is as good as before. */
        OUR_FAULT,
        /** May pass by itself; one retry in the same session is worth it. */
        TRANSIENT,
        /** The session, and all others of this login, are gone; a new one may work. */
        GENERATION_LOST,
        /** The library itself has to be initialised again. */
        LIBRARY_LOST,
        /** Only a person can help; trying again may make it worse. */
        LATCH
    }

    private final long code;
    private final Severity severity;

    CkError(long code, Severity severity) {
        this.code = code;
        this.severity = severity;
    }

    /** What this error means for the session it came from. */
    public Severity severity() {
        return severity;
    }

    /** The error that it names, or empty where this agent has no name for it. */
    private static Optional<CkError> of(PKCS11Exception native11) {
        return Arrays.stream(values())
                .filter(error -> error.code == native11.getErrorCode())
                .findFirst();
    }

    /** Returns the PKCS#11 error behind an exception, looking through its causes, or empty where there is none known. */
    public static Optional<CkError> behind(Throwable thrown) {
        Optional<PKCS11Exception> known = nativeCause(thrown);
        if (known.isPresent()) {
            return known.flatMap(CkError::of);
        }
        return causes(thrown).anyMatch(cause -> NO_SESSION_LEFT.contains(String.valueOf(cause.getMessage())))
                ? Optional.of(CKR_SESSION_COUNT)
                : Optional.empty();
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause);
    }

    private static Optional<PKCS11Exception> nativeCause(Throwable thrown) {
        return causes(thrown)
                .filter(PKCS11Exception.class::isInstance)
                .map(PKCS11Exception.class::cast)
                .findFirst();
    }

    /** Whether the error behind an exception is one of a PIN or a login that only a person can mend. */
    public static boolean isLatch(Throwable thrown) {
        return behind(thrown).map(CkError::severity).equals(Optional.of(Severity.LATCH));
    }

    /**
     * Whether the error behind an exception of C_Login may be how the token refuses a PIN: the vendor's own ones, and those that say
     * nothing, such as CKR_FUNCTION_FAILED.
     */
    static boolean mayMeanThePin(Throwable login) {
        return nativeCause(login)
                .filter(answer -> of(answer).filter(NOT_OF_THE_PIN::contains).isEmpty())
                .isPresent();
    }

    /** Whether the error behind an exception says that the token does not take an attribute of a template, or its value. */
    public static boolean refusesTemplate(Throwable thrown) {
        return behind(thrown).filter(TEMPLATE_REFUSED::contains).isPresent();
    }

    /** Whether this is the error behind an exception. */
    public boolean isBehind(Throwable thrown) {
        return behind(thrown).filter(this::equals).isPresent();
    }

    /** The name of the PKCS#11 error behind an exception, or the exception's own message. */
    public static String describe(Throwable thrown) {
        return nativeCause(thrown)
                .map(native11 -> of(native11)
                        .map(Enum::name)
                        .orElseGet(() -> "CKR 0x" + Long.toHexString(native11.getErrorCode())))
                .orElseGet(() -> String.valueOf(thrown.getMessage()));
    }

    /** The exception (TOKEN_FAILURE) for what failed, which is a function as a rule. */
    static AgentException failed(String what, Throwable thrown) {
        return new AgentException(ReasonCode.TOKEN_FAILURE, what + ": " + describe(thrown), thrown);
    }
}

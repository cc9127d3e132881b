package eu.qlpipeline.signing.agent.latch;

import java.util.Set;

/** What a token may mean by its answer to C_Login, where that does not say that it is about the PIN. */
public final class LoginAnswer {

    /** The codes that are about the device, the library, a session or the token, as a token that comes up gives them. */
    private static final Set<Long> NOT_OF_THE_PIN = Set.of(
            0x002L, // CKR_HOST_MEMORY
            0x003L, // CKR_SLOT_ID_INVALID
            0x009L, // CKR_CANT_LOCK
            0x030L, // CKR_DEVICE_ERROR
            0x031L, // CKR_DEVICE_MEMORY
            0x032L, // CKR_DEVICE_REMOVED
            0x090L, // CKR_OPERATION_ACTIVE
            0x091L, // CKR_OPERATION_NOT_INITIALIZED
            0x0B0L, // CKR_SESSION_CLOSED
            0x0B1L, // CKR_SESSION_COUNT
            0x0B3L, // CKR_SESSION_HANDLE_INVALID
            0x0B7L, // CKR_SESSION_READ_ONLY_EXISTS
            0x0E0L, // CKR_TOKEN_NOT_PRESENT
            0x0E1L, // CKR_TOKEN_NOT_RECOGNIZED
            0x100L, // CKR_USER_ALREADY_LOGGED_IN
            0x101L, // CKR_USER_NOT_LOGGED_IN
            0x104L, // CKR_USER_ANOTHER_ALREADY_LOGGED_IN
            0x105L, // CKR_USER_TOO_MANY_TYPES
            0x190L, // CKR_CRYPTOKI_NOT_INITIALIZED
            0x201L); // CKR_TOKEN_RESOURCE_EXCEEDED

    private LoginAnswer() {}

    /**
     * Whether a code may be how the token refuses a PIN: the vendor's own ones, and those that say nothing, such as
     * CKR_FUNCTION_FAILED.
     */
    public static boolean mayMeanThePin(long code) {
        return !NOT_OF_THE_PIN.contains(code);
    }
}

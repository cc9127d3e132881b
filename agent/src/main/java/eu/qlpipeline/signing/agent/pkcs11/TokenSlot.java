package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.latch.LatchedToken;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;

/**
 * A token and the slot it is in at the moment. Slot ids move: resolve them afresh for each login.
 *
 * @param module the library of the slot
 * @param id the slot's id
 * @param token what the token says of itself
 * @param flags CK_TOKEN_INFO.flags
 * @param isOneSession whether the token says that it has one session and no more
 */
public record TokenSlot(Pkcs11Module module, long id, TokenDescription token, long flags, boolean isOneSession) {

    private static final long CKF_PROTECTED_AUTHENTICATION_PATH = 0x100;
    private static final long CKF_USER_PIN_COUNT_LOW = 0x10000;
    private static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
    private static final long CKF_USER_PIN_LOCKED = 0x40000;

    /** As the latch of its PIN names it. */
    public LatchedToken latchedToken() {
        return new LatchedToken(token.label(), token.serial());
    }

    /** Whether the token says that it can ask for the PIN by itself, for example at a key pad. */
    public boolean asksForPin() {
        return (flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
    }

    /** Whether the token says that its user PIN is locked. */
    public boolean pinLocked() {
        return (flags & CKF_USER_PIN_LOCKED) != 0;
    }

    /** Whether the token says that a PIN was refused before, so that one more failure could lock it. */
    public boolean pinAtRisk() {
        return (flags & (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY)) != 0;
    }

    /** Whether one signature is made after the other, in its only session or since its library has no locks. */
    boolean signsOneAtATime() {
        return isOneSession || module.isOneAtATime();
    }

    /**
     * Holds what is in the slot now against what was found there, so that no other token is given the PIN.
     *
     * @throws AgentException (TOKEN_FAILURE) if it is another token, or none
     */
    void requireStill() {
        TokenDescription now = module.tokenIn(id);
        if (!now.equals(token)) {
            throw new AgentException(
                    ReasonCode.TOKEN_FAILURE,
                    "slot " + number() + ": " + now.summary() + " (expected: " + token.summary()
                            + ", which was there a moment ago)");
        }
    }

    /** The slot's id as text: it has no sign. */
    String number() {
        return Long.toUnsignedString(id);
    }
}

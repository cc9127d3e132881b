package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.ShellWord;
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
 * @param hasNamesake whether another token has the same label, or may have it
 */
public record TokenSlot(
        Pkcs11Module module, long id, TokenDescription token, long flags, boolean isOneSession, boolean hasNamesake) {

    private static final long CKF_PROTECTED_AUTHENTICATION_PATH = 0x100;
    private static final long CKF_USER_PIN_COUNT_LOW = 0x10000;
    private static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
    private static final long CKF_USER_PIN_LOCKED = 0x40000;

    TokenSlot withNamesake(boolean known) {
        return new TokenSlot(module, id, token, flags, isOneSession, known);
    }

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

    /** The command by which a person logs in to the token by hand, to be typed into a shell. */
    public String loginByHand() {
        return byHand("--login --list-objects");
    }

    /**
     * As {@link #loginByHand}, for something else that the program can do. Of several tokens with one label it would take the first,
     * so that another would be given the PIN: where there may be more, it is told the slot, beside which stands whose that is.
     */
    public String byHand(String what) {
        String program = "pkcs11-tool --module " + ShellWord.of(module.library().toString());
        return hasNamesake
                ? program + " --slot " + number() + " " + what + " # serial " + token.serial()
                : program + " --token-label " + ShellWord.of(token.label()) + " " + what;
    }

    /** The slot's id as text: it has no sign. */
    String number() {
        return Long.toUnsignedString(id);
    }
}

package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;

/** Keeps the agent from locking a token: no login where the token warns, and no second attempt after a refusal. */
final class PinGuard {

    private static final String NO_RETRY =
            "correct the PIN before you start again; each attempt with a wrong PIN counts";

    private PinGuard() {}

    /**
     * Checks the token's warnings.
     *
     * @throws AgentException (PIN_REJECTED) if the token says that its PIN is locked or close to it
     */
    static void requireUsable(TokenSlot slot) {
        if (slot.pinLocked()) {
            throw new AgentException(
                    ReasonCode.PIN_REJECTED,
                    "PIN of token " + slot.token().label() + ": locked (expected: usable)",
                    "the security officer can set a new user PIN with the HSM's own tool");
        }
        if (slot.pinAtRisk()) {
            throw new AgentException(
                    ReasonCode.PIN_REJECTED,
                    "PIN of token " + slot.token().label() + ": refused before, few tries left; not tried again",
                    "log in once by hand with the right PIN, for example: pkcs11-tool --login --list-objects",
                    NO_RETRY);
        }
    }

    /** The exception for a login that failed. */
    static AgentException refused(TokenSlot slot, Exception login) {
        String error = CkError.describe(login);
        boolean pin = CkError.behind(login)
                .filter(known -> known.severity() == CkError.Severity.LATCH)
                .isPresent();
        if (pin) {
            return new AgentException(
                    ReasonCode.PIN_REJECTED,
                    "PIN of token " + slot.token().label() + ": refused with " + error + ", tried once",
                    login,
                    NO_RETRY);
        }
        return new AgentException(ReasonCode.TOKEN_FAILURE, "C_Login: " + error, login);
    }
}

package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.latch.PinLatch;
import java.time.Clock;

/**
 * Keeps the agent from locking a token: no login where the token warns, and no second attempt after a refusal, be it in
 * another process or after a restart. For one login.
 */
final class PinGuard {

    private static final String NO_RETRY =
            "correct the PIN before you start again; each attempt with a wrong PIN counts";

    private final TokenSlot slot;
    private final PinLatch latch;

    private PinGuard(TokenSlot slot, PinLatch latch) {
        this.slot = slot;
        this.latch = latch;
    }

    /**
     * A guard for one login, if that may be tried.
     *
     * @throws AgentException (PIN_REJECTED) if the PIN was refused before and nobody has acted since, or the token says that its
     *     PIN is locked or close to it
     */
    static PinGuard admit(TokenSlot slot, TokenSettings settings) {
        PinLatch latch = new PinLatch(settings.latch(), Clock.systemUTC());
        String byHand = settings.loginByHand(slot.token().label());
        latch.requireOpen(slot.token().label(), byHand);
        requireUsable(slot, byHand);
        return new PinGuard(slot, latch);
    }

    private static void requireUsable(TokenSlot slot, String byHand) {
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
                    "log in once by hand with the right PIN: " + byHand,
                    NO_RETRY);
        }
    }

    /** Notes that the login is about to be tried, once; {@link #loggedIn}, {@link #notRefused} or {@link #refused} follows. */
    void attempt() {
        latch.begin();
    }

    /** Notes that the login went well. */
    void loggedIn() {
        latch.accept();
    }

    /** Notes that the token was not asked, or did not refuse the PIN. */
    void notRefused() {
        latch.settle();
    }

    /** Whether the process is logged in already: a login that was given up while it hung may have come through since. */
    boolean isLoggedIn(Exception login) {
        return CkError.CKR_USER_ALREADY_LOGGED_IN.isBehind(login);
    }

    /** The exception for a login that failed; a refused PIN is remembered. */
    AgentException refused(Exception login) {
        String error = CkError.describe(login);
        boolean pin = CkError.behind(login)
                .filter(known -> known.severity() == CkError.Severity.LATCH)
                .isPresent();
        if (!pin) {
            latch.settle();
            return new AgentException(ReasonCode.TOKEN_FAILURE, "C_Login: " + error, login);
        }
        latch.refuse(slot.token().label(), error);
        return new AgentException(
                ReasonCode.PIN_REJECTED,
                "PIN of token " + slot.token().label() + ": refused with " + error + ", tried once",
                login,
                NO_RETRY,
                PinLatch.LIFT);
    }
}

package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.latch.LatchState;
import eu.qlpipeline.signing.agent.latch.PinAdvice;
import eu.qlpipeline.signing.agent.latch.PinLatch;
import java.time.Clock;

/**
 * Keeps the agent from locking a token: no login where the token warns, and no second attempt after a refusal, be it in
 * another process or after a restart. For one login.
 */
final class PinGuard {

    private final TokenSlot slot;
    private final PinLatch latch;
    private final String byHand;
    private boolean attempted;

    private PinGuard(TokenSlot slot, PinLatch latch, String byHand) {
        this.slot = slot;
        this.latch = latch;
        this.byHand = byHand;
    }

    /**
     * A guard for one login, if that may be tried; {@link #requireUsable} follows.
     *
     * @throws AgentException (PIN_REJECTED) if the PIN was refused before and nobody has acted since; (TOKEN_FAILURE) if it is too
     *     early after an answer that may mean the PIN
     */
    static PinGuard admit(TokenSlot slot, TokenSettings settings) {
        PinLatch latch = new PinLatch(settings.latch(), Clock.systemUTC());
        String byHand = settings.loginByHand(slot.token().label());
        latch.requireOpen(slot.token().label(), byHand);
        return new PinGuard(slot, latch, byHand);
    }

    /**
     * Returns normally if the token says nothing against its PIN.
     *
     * @throws AgentException (PIN_REJECTED) if it says that its PIN is locked or close to it
     */
    void requireUsable() {
        if (slot.pinLocked()) {
            throw new AgentException(
                    ReasonCode.PIN_REJECTED,
                    "PIN of token " + slot.token().label() + ": locked (expected: usable)",
                    PinAdvice.LOCKED);
        }
        if (slot.pinAtRisk()) {
            throw new AgentException(
                    ReasonCode.PIN_REJECTED,
                    "PIN of token " + slot.token().label() + ": refused before, few tries left; not tried again",
                    PinAdvice.byHand(byHand),
                    PinAdvice.about(CkError.CKR_PIN_INCORRECT.name()));
        }
    }

    /** Notes that the login is about to be tried, once; {@link #loggedIn} or {@link #refused} follows. */
    void attempt() {
        latch.begin();
        attempted = true;
    }

    /** Notes that the login went well. */
    void loggedIn() {
        latch.accept();
    }

    /** The exception for a login that failed; a refused PIN is remembered, and an answer that may mean it is counted. */
    AgentException refused(Exception login) {
        String error = CkError.describe(login);
        if (CkError.isLatch(login)) {
            latch.refuse(slot.token().label(), error);
            return new AgentException(
                    ReasonCode.PIN_REJECTED,
                    "PIN of token " + slot.token().label() + ": refused with " + error + ", tried once",
                    login,
                    slot.asksForPin() ? PinAdvice.ASKS_ITSELF : PinAdvice.about(error),
                    PinAdvice.LIFT);
        }
        if (attempted && CkError.mayMeanThePin(login)) {
            LatchState doubted = latch.doubt(slot.token().label(), error);
            if (doubted.unsettled() > 0) {
                return unclear(doubted, error, login);
            }
        } else if (attempted) {
            latch.settle();
        }
        return CkError.failed("C_Login", login);
    }

    private AgentException unclear(LatchState doubted, String error, Exception login) {
        String answered =
                "PIN of token " + slot.token().label() + ": answered with " + error + ", which may mean the PIN; ";
        return doubted.latched()
                ? new AgentException(
                        ReasonCode.PIN_REJECTED,
                        answered + doubted.unsettled() + " logins without a known outcome, latched; not tried again",
                        login,
                        PinAdvice.UNSETTLED,
                        PinAdvice.LIFT)
                : new AgentException(
                        ReasonCode.TOKEN_FAILURE,
                        answered + "tried again in " + LatchState.PAUSE.toSeconds() + " s",
                        login,
                        PinAdvice.UNCLEAR);
    }
}

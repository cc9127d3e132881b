package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.latch.LatchState;
import eu.qlpipeline.signing.agent.latch.LatchedToken;
import eu.qlpipeline.signing.agent.latch.PinAdvice;
import eu.qlpipeline.signing.agent.latch.PinLatch;
import eu.qlpipeline.signing.agent.watch.OwnCall;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the agent from locking a token: no login where the token warns, and no second attempt after a refusal, be it in
 * another process or after a restart. For one login.
 */
final class PinGuard {

    private final TokenSlot slot;
    private final LatchedToken token;
    private final PinLatch latch;
    private final String byHand;
    private boolean attempted;

    private PinGuard(TokenSlot slot, LatchedToken token, PinLatch latch, String byHand) {
        this.slot = slot;
        this.token = token;
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
        LatchedToken token = slot.latchedToken();
        String byHand = slot.loginByHand();
        latch.requireOpen(token, byHand);
        return new PinGuard(slot, token, latch, byHand);
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

    /**
     * Notes that the login is about to be tried, once; {@link #loggedIn} or {@link #refused} follows.
     *
     * @throws AgentException (TOKEN_HUNG) if the attempt was given up meanwhile: several that come back together would each spend a
     *     try; as {@link #admit} if another login was refused meanwhile
     */
    void attempt() {
        OwnCall.requireWanted();
        latch.begin(token, byHand);
        attempted = true;
    }

    /** Notes that the login went well. */
    void loggedIn() {
        latch.accept(token);
    }

    /** The exception for a login that failed; a refused PIN is remembered, and an answer that may mean it is counted. */
    AgentException refused(Exception login) {
        String error = CkError.describe(login);
        LatchState remembered = LatchState.CLEAR;
        if (CkError.isLatch(login)) {
            remembered = latch.refuse(token, error);
        } else if (attempted && CkError.mayMeanThePin(login)) {
            remembered = latch.doubt(token, error);
        } else if (attempted) {
            latch.settle(token);
        }
        return latch.why(remembered, token, byHand)
                .map(refusal -> behind(refusal, login))
                .orElseGet(() -> CkError.failed("C_Login", login));
    }

    /** The same words as those of all that ask the latch later, so that it is one thing that is the matter. */
    private AgentException behind(AgentException refusal, Exception login) {
        List<String> hints = new ArrayList<>(refusal.hints());
        if (CkError.isLatch(login) && slot.asksForPin()) {
            hints.add(0, PinAdvice.ASKS_ITSELF);
        }
        return new AgentException(
                refusal.reason(), String.valueOf(refusal.getMessage()), login, hints.toArray(String[]::new));
    }
}

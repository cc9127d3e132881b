package eu.qlpipeline.signing.agent.pkcs11;

import com.google.errorprone.annotations.MustBeClosed;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.pkcs11.pin.Pin;
import java.util.function.Consumer;

/** A login to a token that is looked at before it is given the PIN, and before what it says of its PIN is believed. */
final class FirstLook {

    private FirstLook() {}

    /**
     * Opens a session, has it looked at, and logs in; one attempt.
     *
     * @param writable whether objects may be created
     * @param look looks, and throws where the token is not to have the PIN
     * @throws AgentException what the look throws; (PIN_REJECTED) if the PIN is refused, or was; (TOKEN_FAILURE) on another
     *     error of the token
     */
    @MustBeClosed
    static CkSession login(TokenSlot slot, TokenSettings settings, boolean writable, Consumer<CkSession> look) {
        PinGuard guard = admitted(slot, settings, look);
        CkSession opened = CkSession.publicSession(slot, writable);
        try {
            // Before its flags: those of a token that is not ours say nothing of our PIN.
            look.accept(opened);
            guard.requireUsable();
            try (Pin pin = settings.pin().read()) {
                slot.requireStill();
                opened.login(guard, pin);
            }
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** Where no login is tried, that is said of our own token alone: in another's place there is nothing to lift. */
    private static PinGuard admitted(TokenSlot slot, TokenSettings settings, Consumer<CkSession> look) {
        try {
            return PinGuard.admit(slot, settings);
        } catch (AgentException barred) {
            lookAlone(slot, look);
            throw barred;
        }
    }

    private static void lookAlone(TokenSlot slot, Consumer<CkSession> look) {
        CkSession opened;
        try {
            opened = CkSession.publicSession(slot, false);
        } catch (AgentException e) {
            // Whose token it is cannot be seen; that no login is tried is known.
            return;
        }
        try (opened) {
            look.accept(opened);
        }
    }
}

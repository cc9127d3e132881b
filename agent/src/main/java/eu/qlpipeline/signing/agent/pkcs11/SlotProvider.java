package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.security.AuthProvider;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;

/**
 * A SunPKCS11 provider for one slot, not logged in.
 *
 * @param provider the provider
 * @param slot the slot, as it was found
 * @param place which slot it is, as SunPKCS11 was told
 */
record SlotProvider(AuthProvider provider, TokenSlot slot, String place) {

    /**
     * Configures one.
     *
     * @throws AgentException (CONFIGURATION) if SunPKCS11 does not take the library's path; (TOKEN_FAILURE) if the slot has no
     *     token that it can use
     */
    static SlotProvider of(TokenSlot slot) {
        String place = place(slot);
        return new SlotProvider(configure(slot, place), slot, place);
    }

    /** The configuration takes no number of 2^31 or more, and counts the slots where that is not enough. */
    private static String place(TokenSlot slot) {
        return slot.id() >= 0 && slot.id() <= Integer.MAX_VALUE
                ? "slot = " + slot.id()
                : "slotListIndex = " + slot.module().indexOf(slot);
    }

    /**
     * The provider stays with the slot that it found: before it is given the PIN, that has to be the one of the token.
     *
     * @throws AgentException (TOKEN_FAILURE) if it is not
     */
    void requireStill() {
        if (!place(slot).equals(place)) {
            throw new AgentException(
                    ReasonCode.TOKEN_FAILURE, "slot " + slot.number() + ": moved in the list of slots meanwhile");
        }
        slot.requireStill();
    }

    private static AuthProvider configure(TokenSlot slot, String place) {
        String configuration = String.join(
                "\n",
                "--name = signing-agent-slot-" + slot.number(),
                "library = " + quoted(slot.module().library().toString()),
                place,
                "destroyTokenAfterLogout = true",
                "showInfo = false");
        Provider template = Security.getProvider("SunPKCS11");
        if (template == null) {
            throw new AgentException(ReasonCode.INTERNAL, "SunPKCS11: not in this JDK (expected: jdk.crypto.cryptoki)");
        }
        try {
            return (AuthProvider) template.configure(configuration);
        } catch (InvalidParameterException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "token.module: " + slot.module().library() + ": SunPKCS11 does not take its configuration: "
                            + (e.getCause() == null
                                    ? e.getMessage()
                                    : e.getCause().getMessage()),
                    e,
                    "name the library by its absolute path, of letters, digits and the characters /._-");
        } catch (ProviderException | UnsupportedOperationException e) {
            // Not only what the token says: a provider without a token in its slot says that it is not supported.
            throw CkError.failed("slot " + slot.number(), e);
        }
    }

    private static String quoted(String path) {
        return '"' + path + '"';
    }
}

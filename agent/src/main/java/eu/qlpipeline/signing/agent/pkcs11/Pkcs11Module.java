package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.Trust;
import eu.qlpipeline.signing.agent.pkcs11.library.SharedLibrary;
import eu.qlpipeline.signing.agent.pkcs11.selection.FoundTokens;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import sun.security.pkcs11.wrapper.CK_TOKEN_INFO;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * A loaded and initialised PKCS#11 library, and the tokens in its slots.
 *
 * <p>The library is initialised once for the whole process and shared with SunPKCS11. Safe for use by several threads.
 */
public final class Pkcs11Module {

    private static final long CKF_TOKEN_INITIALIZED = 0x400;
    private static final long CKF_SIGN = 0x800;

    private final Path library;
    private final PKCS11 functions;

    private Pkcs11Module(Path library, PKCS11 functions) {
        this.library = library;
        this.functions = functions;
    }

    /**
     * Loads and initialises the library of a token, with its own arguments. They count where the library is loaded first.
     *
     * @throws AgentException (TOKEN_ABSENT) if the file is missing, may be written by others or is no PKCS#11 library;
     *     (TOKEN_UNREACHABLE) if it does not initialise
     */
    public static Pkcs11Module load(TokenSettings token) {
        Path library = token.module();
        if (!Files.isRegularFile(library)) {
            throw new AgentException(
                    ReasonCode.TOKEN_ABSENT,
                    "token.module: " + library + " is not a file (expected: the HSM's PKCS#11 library)",
                    "install the HSM's PKCS#11 library, or correct token.module; SoftHSM2 on Debian: apt-get install softhsm2");
        }
        Trust.writtenByOthers(library).ifPresent(flaw -> {
            throw new AgentException(ReasonCode.TOKEN_ABSENT, "token.module: " + flaw, flaw.hint());
        });
        try {
            return new Pkcs11Module(library, SharedLibrary.open(library, token.arguments()));
        } catch (IOException e) {
            throw new AgentException(
                    ReasonCode.TOKEN_ABSENT,
                    "token.module: " + library + " cannot be loaded (expected: a PKCS#11 library)",
                    e,
                    "check that the file is a PKCS#11 library for this machine's architecture");
        } catch (PKCS11Exception e) {
            throw new AgentException(
                    ReasonCode.TOKEN_UNREACHABLE,
                    "token.module: " + library + " does not initialise: " + CkError.describe(e),
                    e,
                    "check the library's own configuration; for SoftHSM2 the file that SOFTHSM2_CONF names");
        }
    }

    /**
     * Finalises a library and forgets it, so that the next {@link #load} initialises it anew. No session and no provider may
     * be in use: all that belonged to it is dead afterwards.
     *
     * @throws AgentException (INTERNAL) if this JDK does not let go of a loaded library
     */
    public static void forget(Path library) {
        SharedLibrary.forget(library);
    }

    /** The file of the library. */
    public Path library() {
        return library;
    }

    PKCS11 functions() {
        return functions;
    }

    /** Whether the library is used by one thread at a time, since it has no locks. */
    boolean isOneAtATime() {
        return SharedLibrary.isOneAtATime(functions);
    }

    /**
     * The slot of the one token that the selector names. A slot that fails hides none but its own.
     *
     * @throws AgentException (TOKEN_UNREACHABLE) if none matches and it may be there all the same; (TOKEN_ABSENT) if none
     *     matches, or several do; the message lists what was found
     */
    public TokenSlot find(TokenSelector selector) {
        List<TokenSlot> slots = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (long slot : slots(true)) {
            try {
                CK_TOKEN_INFO info = functions.C_GetTokenInfo(slot);
                if ((info.flags & CKF_TOKEN_INITIALIZED) != 0) {
                    slots.add(new TokenSlot(this, slot, describe(info), info.flags, isOneSession(info), false));
                }
            } catch (PKCS11Exception e) {
                if (CkError.CKR_CRYPTOKI_NOT_INITIALIZED.isBehind(e)) {
                    throw unreachable(e);
                }
                silent.add("slot " + Long.toUnsignedString(slot) + " " + CkError.describe(e));
            }
        }
        var found = new FoundTokens(slots.stream().map(TokenSlot::token).toList(), silent);
        TokenDescription only = found.only(selector);
        return slots.get(found.tokens().indexOf(only)).withNamesake(found.hasNamesake(only));
    }

    private long[] slots(boolean withToken) {
        try {
            return functions.C_GetSlotList(withToken);
        } catch (PKCS11Exception e) {
            throw unreachable(e);
        }
    }

    private static AgentException unreachable(PKCS11Exception e) {
        return new AgentException(
                ReasonCode.TOKEN_UNREACHABLE, "slots: " + CkError.describe(e) + " (expected: a list of tokens)", e);
    }

    /**
     * What the token in a slot says of itself now.
     *
     * @throws AgentException (TOKEN_FAILURE) if there is none
     */
    TokenDescription tokenIn(long slot) {
        try {
            return describe(functions.C_GetTokenInfo(slot));
        } catch (PKCS11Exception e) {
            throw CkError.failed("C_GetTokenInfo", e);
        }
    }

    /** The place of a slot among all slots, with and without a token, in which SunPKCS11 counts. */
    int indexOf(TokenSlot slot) {
        long[] all = slots(false);
        for (int i = 0; i < all.length; i++) {
            if (all[i] == slot.id()) {
                return i;
            }
        }
        throw new AgentException(
                ReasonCode.TOKEN_FAILURE, "slot " + slot.number() + ": not in the list of slots any more");
    }

    /**
     * Whether the token in a slot says that it signs with a mechanism.
     *
     * @throws AgentException (TOKEN_FAILURE) if it does not say
     */
    public boolean signs(TokenSlot slot, CkMechanism mechanism) {
        try {
            return (functions.C_GetMechanismInfo(slot.id(), mechanism.code()).flags & CKF_SIGN) != 0;
        } catch (PKCS11Exception e) {
            if (CkError.CKR_MECHANISM_INVALID.isBehind(e) || !lists(slot, mechanism)) {
                return false;
            }
            throw CkError.failed("C_GetMechanismInfo " + mechanism, e);
        }
    }

    /** Not every module has the right error for a mechanism that it does not know. */
    private boolean lists(TokenSlot slot, CkMechanism mechanism) {
        try {
            return LongStream.of(functions.C_GetMechanismList(slot.id())).anyMatch(code -> code == mechanism.code());
        } catch (PKCS11Exception e) {
            return true;
        }
    }

    /** SunPKCS11 opens sessions for writing, so that their number limits it as well. */
    private static boolean isOneSession(CK_TOKEN_INFO info) {
        return info.ulMaxSessionCount == 1 || info.ulMaxRwSessionCount == 1;
    }

    private static TokenDescription describe(CK_TOKEN_INFO info) {
        return TokenDescription.ofFields(info.label, info.manufacturerID, info.model, info.serialNumber);
    }
}

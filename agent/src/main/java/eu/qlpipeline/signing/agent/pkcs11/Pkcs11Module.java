package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.Trust;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenDescription;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import sun.security.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import sun.security.pkcs11.wrapper.CK_TOKEN_INFO;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * A loaded and initialised PKCS#11 library, and the tokens in its slots.
 *
 * <p>The library is initialised once for the whole process and shared with SunPKCS11. Safe for use by several threads.
 */
public final class Pkcs11Module {

    private static final long CKF_OS_LOCKING_OK = 2;
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
        CK_C_INITIALIZE_ARGS arguments = new CK_C_INITIALIZE_ARGS();
        arguments.flags = CKF_OS_LOCKING_OK;
        arguments.pReserved = token.arguments().isEmpty() ? null : token.arguments();
        try {
            return new Pkcs11Module(
                    library, PKCS11.getInstance(library.toString(), "C_GetFunctionList", arguments, false));
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
        PKCS11 cached = cache().remove(library.toString());
        if (cached == null) {
            return;
        }
        try {
            cached.C_Finalize(null);
        } catch (PKCS11Exception e) {
            System.getLogger(Pkcs11Module.class.getName())
                    .log(System.Logger.Level.DEBUG, "C_Finalize: {0}", CkError.describe(e));
        }
    }

    /** The JDK keeps each library it has loaded for as long as the process lives, and offers no way to begin again. */
    @SuppressWarnings("unchecked")
    private static Map<String, PKCS11> cache() {
        try {
            Field modules = PKCS11.class.getDeclaredField("moduleMap");
            modules.setAccessible(true);
            return (Map<String, PKCS11>) modules.get(null);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new AgentException(
                    ReasonCode.INTERNAL,
                    "token.module: cannot be initialised again in this process",
                    e,
                    "start java with --add-opens jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED");
        }
    }

    /** The file of the library. */
    public Path library() {
        return library;
    }

    PKCS11 functions() {
        return functions;
    }

    /**
     * The initialised tokens in the library's slots.
     *
     * @throws AgentException (TOKEN_UNREACHABLE) if the library does not tell
     */
    public List<TokenSlot> tokens() {
        try {
            List<TokenSlot> tokens = new ArrayList<>();
            for (long slot : functions.C_GetSlotList(true)) {
                CK_TOKEN_INFO info = functions.C_GetTokenInfo(slot);
                if ((info.flags & CKF_TOKEN_INITIALIZED) != 0) {
                    tokens.add(new TokenSlot(slot, describe(info), info.flags, isOneSession(info)));
                }
            }
            return List.copyOf(tokens);
        } catch (PKCS11Exception e) {
            throw new AgentException(
                    ReasonCode.TOKEN_UNREACHABLE, "slots: " + CkError.describe(e) + " (expected: a list of tokens)", e);
        }
    }

    /**
     * The slot of the one token that the selector names.
     *
     * @throws AgentException (TOKEN_UNREACHABLE) if there is no token at all; (TOKEN_ABSENT) if none matches, or several do;
     *     the message lists what was found
     */
    public TokenSlot find(TokenSelector selector) {
        List<TokenSlot> all = tokens();
        List<TokenSlot> matching =
                all.stream().filter(slot -> selector.matches(slot.token())).toList();
        if (matching.size() == 1) {
            return matching.get(0);
        }
        if (matching.isEmpty()) {
            throw new AgentException(
                    all.isEmpty() ? ReasonCode.TOKEN_UNREACHABLE : ReasonCode.TOKEN_ABSENT,
                    "token: none matches " + selector.describe() + " (found: " + list(all) + ")",
                    "correct token.label, token.serial or token.uri; a token is initialised with the HSM's own tool");
        }
        throw new AgentException(
                ReasonCode.TOKEN_ABSENT,
                "token: " + matching.size() + " match " + selector.describe() + " (found: " + list(matching) + ")",
                "name the token by token.serial, which is unique");
    }

    /** Whether the token in a slot says that it signs with a mechanism. */
    public boolean signs(TokenSlot slot, CkMechanism mechanism) {
        try {
            return (functions.C_GetMechanismInfo(slot.id(), mechanism.code()).flags & CKF_SIGN) != 0;
        } catch (PKCS11Exception e) {
            return false;
        }
    }

    private static String list(List<TokenSlot> slots) {
        return slots.isEmpty()
                ? "no initialised token"
                : slots.stream()
                        .map(slot -> "label " + slot.token().label() + " serial "
                                + slot.token().serial())
                        .collect(Collectors.joining(", "));
    }

    /** SunPKCS11 opens sessions for writing, so that their number limits it as well. */
    private static boolean isOneSession(CK_TOKEN_INFO info) {
        return info.ulMaxSessionCount == 1 || info.ulMaxRwSessionCount == 1;
    }

    private static TokenDescription describe(CK_TOKEN_INFO info) {
        return new TokenDescription(
                text(info.label), text(info.manufacturerID), text(info.model), text(info.serialNumber));
    }

    private static String text(char[] padded) {
        return new String(padded).stripTrailing();
    }
}

package eu.qlpipeline.signing.agent.pkcs11.library;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.file.Path;
import java.util.Map;
import sun.security.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * The one instance that the JDK keeps of a library for as long as the process lives: whoever names the same file, SunPKCS11
 * among them, gets this one.
 */
public final class SharedLibrary {

    private static final System.Logger LOG = System.getLogger(SharedLibrary.class.getName());
    private static final String FUNCTIONS = "C_GetFunctionList";
    private static final long CKF_OS_LOCKING_OK = 2;

    /** CkError has it, too; but the package of that uses this one. */
    private static final long CKR_CANT_LOCK = 0x0A;

    private SharedLibrary() {}

    /**
     * The library, loaded and initialised where it is not yet. One that has no locks is called by one thread at a time, as
     * SunPKCS11 would do.
     *
     * @param arguments what it is given when it is initialised, beyond the standard; empty for nothing
     */
    public static PKCS11 open(Path library, String arguments) throws IOException, PKCS11Exception {
        String file = library.toString();
        try {
            return PKCS11.getInstance(file, FUNCTIONS, arguments(CKF_OS_LOCKING_OK, arguments), false);
        } catch (PKCS11Exception e) {
            if (e.getErrorCode() != CKR_CANT_LOCK) {
                throw e;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "token.module: {0} cannot be used by several threads (CKR_CANT_LOCK); one signature after the other",
                    file);
            return PKCS11.getInstance(file, FUNCTIONS, arguments.isEmpty() ? null : arguments(0, arguments), false);
        }
    }

    private static CK_C_INITIALIZE_ARGS arguments(long flags, String reserved) {
        var arguments = new CK_C_INITIALIZE_ARGS();
        arguments.flags = flags;
        arguments.pReserved = reserved.isEmpty() ? null : reserved;
        return arguments;
    }

    /** Whether one thread at a time is in the library: the JDK has a class of its own for that. */
    public static boolean isOneAtATime(PKCS11 functions) {
        return functions.getClass() != PKCS11.class;
    }

    /**
     * Finalises a library and forgets it, so that the next {@link #open} initialises it anew.
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
            LOG.log(System.Logger.Level.DEBUG, "C_Finalize: {0}", e.getMessage());
        }
    }

    /** The JDK offers no way to begin again. */
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
}

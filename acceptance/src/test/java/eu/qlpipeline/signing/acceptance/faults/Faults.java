package eu.qlpipeline.signing.acceptance.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The faults of the matrix. */
final class Faults {

    /** One of each kind in the table of recovery. */
    private static final List<String> CODES = List.of(
            "CKR_ARGUMENTS_BAD",
            "CKR_MECHANISM_INVALID",
            "CKR_KEY_FUNCTION_NOT_PERMITTED",
            "CKR_DEVICE_ERROR",
            "CKR_FUNCTION_FAILED",
            "CKR_HOST_MEMORY",
            "CKR_SESSION_COUNT",
            "CKR_SESSION_HANDLE_INVALID",
            "CKR_DEVICE_REMOVED",
            "CKR_TOKEN_NOT_PRESENT",
            "CKR_USER_NOT_LOGGED_IN",
            "CKR_KEY_HANDLE_INVALID",
            "CKR_OPERATION_ACTIVE",
            "CKR_CRYPTOKI_NOT_INITIALIZED",
            "CKR_PIN_INCORRECT",
            "CKR_PIN_LOCKED");

    private static final Set<String> OF_THE_PIN = Set.of("CKR_PIN_INCORRECT", "CKR_PIN_LOCKED");

    private static final Set<String> OF_THE_REQUEST =
            Set.of("CKR_ARGUMENTS_BAD", "CKR_MECHANISM_INVALID", "CKR_KEY_FUNCTION_NOT_PERMITTED");

    private static final Duration LIBRARY_LOST = Duration.ofSeconds(8);

    private Faults() {}

    /** Every code from a function that signs. */
    static List<Fault> signing() {
        var faults = new ArrayList<Fault>();
        for (String function : List.of("C_SignInit", "C_SignFinal")) {
            for (String code : CODES) {
                Fault fault = code(function, code, function + " return " + code + " always");
                faults.add(
                        OF_THE_REQUEST.contains(code)
                                ? fault.callers(Fault.Callers.HEAR_THAT_THE_TOKEN_REFUSES)
                                : fault);
            }
        }
        faults.add(Fault.of("C_SignFinal: CKR_DEVICE_ERROR once", "C_SignFinal return CKR_DEVICE_ERROR 1")
                .callers(Fault.Callers.ARE_ALL_ANSWERED));
        faults.add(Fault.of(
                "C_SignFinal: CKR_DEVICE_ERROR after the signature", "C_SignFinal after CKR_DEVICE_ERROR always"));
        return faults;
    }

    /** Every code from a function that opens: the sessions are closed first, so that it is called. */
    static List<Fault> opening(String function) {
        var faults = new ArrayList<Fault>();
        for (String code : CODES) {
            Fault fault = opening(function, code);
            faults.add(
                    function.equals("C_Login") && OF_THE_PIN.contains(code)
                            ? fault.endedBy(Fault.End.UNLATCHED)
                            : fault);
        }
        return faults;
    }

    private static Fault opening(String function, String code) {
        return code(function, code, "do close-sessions", function + " return " + code + " always");
    }

    private static Fault code(String function, String code, String... lines) {
        Fault fault = Fault.of(function + ": " + code, lines);
        return code.equals("CKR_CRYPTOKI_NOT_INITIALIZED") ? fault.within(LIBRARY_LOST) : fault;
    }

    /** What is no matter of one code. */
    static List<Fault> conditions() {
        return List.of(
                Fault.of("all sessions closed", "do close-sessions"),
                Fault.of("user logged out", "do logout"),
                Fault.of("library finalized", "do finalize").within(LIBRARY_LOST),
                Fault.of("C_Initialize: CKR_DEVICE_ERROR", "do finalize", "C_Initialize return CKR_DEVICE_ERROR always")
                        .within(LIBRARY_LOST),
                opening("C_GetMechanismInfo", "CKR_DEVICE_ERROR"),
                opening("C_GetMechanismInfo", "CKR_SESSION_HANDLE_INVALID"),
                opening("C_GetMechanismInfo", "CKR_MECHANISM_INVALID"),
                opening("C_GetMechanismInfo", "CKR_CRYPTOKI_NOT_INITIALIZED"),
                opening("C_GetTokenInfo", "CKR_DEVICE_ERROR"),
                Fault.of("token removed and back", "token absent"),
                Fault.of("removable token removed and back", "removable yes", "token absent"),
                Fault.of("slot id moved", "slot-xor 5", "do close-sessions"),
                Fault.of("slot id moved beyond 2^31", "slot-xor 2305843009213693952", "do close-sessions"),
                Fault.of("slot id moved back", "do close-sessions"),
                Fault.of("object handles new", "do new-handles"),
                Fault.of("handle names another key", "swap-keys ql-pipeline other"),
                Fault.of("PIN locked", "pin locked", "do close-sessions"),
                Fault.of("PIN count low", "pin count-low", "do close-sessions"),
                Fault.of("one flipped bit", "C_SignFinal flip 1"),
                Fault.of("two flipped bits in a row", "C_SignFinal flip 2"),
                Fault.of("operation left active", "C_SignFinal leave-active 1"),
                Fault.of("slow by 1 s, for 3 s", "C_SignFinal delay 1000 always")
                        .lasting(Duration.ofSeconds(3)),
                Fault.of("one signature at a time, for 1 s", "signing-time 50").lasting(Duration.ofSeconds(1)),
                Fault.of("no more than 1 session, for 1 s", "sessions 1", "do close-sessions")
                        .lasting(Duration.ofSeconds(1)),
                Fault.of("no more than 1 session, hidden, for 1 s", "sessions 1 hidden", "do close-sessions")
                        .lasting(Duration.ofSeconds(1)),
                Fault.of("no more than 2 sessions, hidden, for 1 s", "sessions 2 hidden", "do close-sessions")
                        .lasting(Duration.ofSeconds(1)),
                Fault.of("no more than 16 sessions, for 1 s", "sessions 16", "do close-sessions")
                        .lasting(Duration.ofSeconds(1)),
                Fault.of("idle sessions closed after 5 ms, for 1 s", "session-idle 5")
                        .lasting(Duration.ofSeconds(1)),
                Fault.of(
                        "sessions, login and handles gone at once", "do logout", "do new-handles", "do close-sessions"),
                Fault.of("C_Sign hangs for 2 s", "C_SignFinal hang always").lasting(Duration.ofSeconds(2)),
                Fault.of("C_Login hangs for 2 s", "do close-sessions", "C_Login hang always")
                        .lasting(Duration.ofSeconds(2)));
    }
}

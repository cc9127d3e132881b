package eu.qlpipeline.signing.bench.soak;

import java.util.List;

/**
 * One kind of fault, as the control file of the fault module says it; it ends when the file is cleared.
 *
 * @param name for people
 * @param control lines of the control file; empty for a process that is stopped as it stands
 */
record Trouble(String name, String control) {

    /** Those that pass when their cause does, so that the agent has to recover by itself. */
    static final List<Trouble> ALL = List.of(
            new Trouble("device error", "C_SignFinal return CKR_DEVICE_ERROR 3"),
            new Trouble("session lost", "C_SignFinal return CKR_SESSION_HANDLE_INVALID 2"),
            new Trouble("all sessions closed", "do close-sessions"),
            new Trouble("logged out", "do logout"),
            new Trouble("new handles", "do new-handles"),
            new Trouble("operation left active", "C_SignFinal leave-active 2"),
            new Trouble("token absent", "token absent"),
            new Trouble("slow by half a second", "C_SignFinal delay 500 always"),
            new Trouble("search fails", "C_FindObjects return CKR_FUNCTION_FAILED 2\ndo close-sessions"),
            new Trouble("process stopped", ""));

    boolean stopsTheProcess() {
        return control.isEmpty();
    }
}

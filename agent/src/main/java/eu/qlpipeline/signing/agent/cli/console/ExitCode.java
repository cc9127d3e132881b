package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.ReasonCode;

/** What the program exits with. */
public final class ExitCode {

    /** Done. */
    public static final int DONE = 0;
    /** Refused, or a check failed. */
    public static final int REFUSED = 1;
    /** The command line or the configuration is unusable. */
    public static final int USAGE = 2;
    /** The token is not reachable, or hangs; of {@code fetch} also that it failed. */
    public static final int TOKEN = 3;

    // 4 is of fetch alone, and is FetchExitCodes.SERVER_UNREACHABLE.

    /** The token's library is dead in this process; a new process may do better. For the service manager. */
    public static final int RESTART = 5;

    private ExitCode() {}

    /** The exit code for a failure, of every verb but {@code fetch}: a token that fails at what it was asked for was reached. */
    public static int of(ReasonCode reason) {
        return switch (reason) {
            case CONFIGURATION -> USAGE;
            case TOKEN_ABSENT, TOKEN_UNREACHABLE, TOKEN_HUNG -> TOKEN;
            default -> REFUSED;
        };
    }

    /** The exit code for a failure of {@code fetch}, at the login and later: 3 is what is worth another try. */
    public static int ofFetch(ReasonCode reason) {
        return reason.isTokenTrouble() ? TOKEN : of(reason);
    }
}

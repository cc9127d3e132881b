package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.failure.ReasonCode;

/** What the program exits with. */
final class ExitCode {

    /** Done. */
    static final int DONE = 0;
    /** Refused, or a check failed. */
    static final int REFUSED = 1;
    /** The command line or the configuration is unusable. */
    static final int USAGE = 2;
    /** The token is not reachable. */
    static final int TOKEN = 3;

    private ExitCode() {}

    /** The exit code for a failure. */
    static int of(ReasonCode reason) {
        return switch (reason) {
            case CONFIGURATION -> USAGE;
            case TOKEN_ABSENT -> TOKEN;
            default -> REFUSED;
        };
    }
}

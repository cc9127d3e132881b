package eu.qlpipeline.signing.client.internal.cli;

/** The exit codes of the program; they never change their meaning. */
final class ExitCodes {

    /** Verified, or done. */
    static final int DONE = 0;

    /** Rejected: an answer, a certificate or an agent is not what it should be. */
    static final int REJECTED = 1;

    /** Usage: an argument or a file that it names cannot be used. */
    static final int USAGE = 2;

    /** The agent cannot be reached, or cannot answer now. */
    static final int UNREACHABLE = 3;

    private ExitCodes() {}
}

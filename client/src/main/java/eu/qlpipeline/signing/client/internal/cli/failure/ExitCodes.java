package eu.qlpipeline.signing.client.internal.cli.failure;

/** The exit codes of the program; they never change their meaning. */
public final class ExitCodes {

    /** Verified, or done. */
    public static final int DONE = 0;

    /** Rejected: an answer, a certificate or an agent is not what it should be. */
    public static final int REJECTED = 1;

    /** Usage: an argument or a file that it names cannot be used. */
    public static final int USAGE = 2;

    /** The agent cannot be reached, or cannot answer now. */
    public static final int UNREACHABLE = 3;

    private ExitCodes() {}
}

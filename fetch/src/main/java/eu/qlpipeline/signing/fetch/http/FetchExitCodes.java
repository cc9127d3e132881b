package eu.qlpipeline.signing.fetch.http;

/** The exit codes of a fetch; they never change their meaning. */
public final class FetchExitCodes {

    /** Every answer came, with a status below 400. */
    public static final int DONE = 0;

    /** A status of 400 or more, or one side did not accept the other in TLS, or the key was refused. */
    public static final int REFUSED = 1;

    /** An argument, or a file that it names, cannot be used. */
    public static final int USAGE = 2;

    /** What holds the key cannot be reached, or cannot sign now. */
    public static final int KEY_UNREACHABLE = 3;

    /** The server cannot be reached, or gives no whole answer in time. */
    public static final int SERVER_UNREACHABLE = 4;

    private FetchExitCodes() {}
}

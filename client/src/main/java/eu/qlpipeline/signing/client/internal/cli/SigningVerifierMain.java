package eu.qlpipeline.signing.client.internal.cli;

import java.time.Clock;

/** Entry point of the program. */
public final class SigningVerifierMain {

    private SigningVerifierMain() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(
                SigningVerifier.commandLine(System.getenv(), Clock.systemUTC()).execute(arguments));
    }
}

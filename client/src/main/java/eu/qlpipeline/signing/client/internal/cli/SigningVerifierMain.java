package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.failure.SilentLog;
import eu.qlpipeline.signing.fetch.console.StandardOutput;
import java.time.Clock;
import picocli.CommandLine;

/** Entry point of the program. */
public final class SigningVerifierMain {

    private SigningVerifierMain() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] arguments) {
        SilentLog.install();
        CommandLine program = SigningVerifier.commandLine(System.getenv(), Clock.systemUTC());
        System.exit(
                program.setOut(new StandardOutput(program.getOut(), System.out)).execute(arguments));
    }
}

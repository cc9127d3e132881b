package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.failure.SilentLog;
import java.io.PrintWriter;
import java.time.Clock;
import picocli.CommandLine;

/** Entry point of the program. */
public final class SigningVerifierMain {

    private SigningVerifierMain() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] arguments) {
        SilentLog.install();
        CommandLine program = SigningVerifier.commandLine(System.getenv(), Clock.systemUTC());
        System.exit(program.setOut(new StandardOutput(program.getOut())).execute(arguments));
    }

    /** The writer that it has anyway, which also knows what has become of the stream behind it. */
    private static final class StandardOutput extends PrintWriter {

        StandardOutput(PrintWriter out) {
            super(out, true);
        }

        @Override
        public boolean checkError() {
            return super.checkError() || System.out.checkError();
        }
    }
}

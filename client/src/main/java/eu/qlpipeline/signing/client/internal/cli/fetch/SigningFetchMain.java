package eu.qlpipeline.signing.client.internal.cli.fetch;

import eu.qlpipeline.signing.client.internal.cli.failure.SilentLog;
import eu.qlpipeline.signing.client.jca.RemoteKeyProvider;
import eu.qlpipeline.signing.fetch.console.StandardOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.security.Security;
import picocli.CommandLine;

/** Entry point of the program. */
public final class SigningFetchMain {

    private SigningFetchMain() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] arguments) {
        SilentLog.install();
        Security.addProvider(new RemoteKeyProvider());
        // Bodies are bytes, which a PrintStream would swallow the failures of.
        var out = new FileOutputStream(FileDescriptor.out);
        CommandLine program = SigningFetch.commandLine(out);
        System.exit(
                program.setOut(new StandardOutput(program.getOut(), System.out)).execute(arguments));
    }
}

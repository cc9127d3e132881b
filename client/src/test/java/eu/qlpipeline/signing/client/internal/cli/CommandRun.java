package eu.qlpipeline.signing.client.internal.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;

/** One run of the program within this process. */
record CommandRun(int exitCode, String out, String err) {

    static CommandRun of(Map<String, String> environment, Clock clock, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = SigningVerifier.commandLine(environment, clock)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}

package eu.qlpipeline.signing.client.internal.cli.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** What standard error is, of which the JDK tells nothing. */
public final class StandardError {

    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/[0-9]+|tty[A-Za-z0-9]*|hvc[0-9]+|console)");

    private StandardError() {}

    /** Whether it is a terminal; where the system does not say, it is taken for what standard output is. */
    public static boolean isTerminal() {
        return isTerminal(Path.of("/proc/self/fd/2"));
    }

    static boolean isTerminal(Path descriptor) {
        try {
            return TERMINAL.matcher(Files.readSymbolicLink(descriptor).toString())
                    .matches();
        } catch (IOException | UnsupportedOperationException e) {
            return CommandLine.Help.Ansi.AUTO.enabled();
        }
    }
}

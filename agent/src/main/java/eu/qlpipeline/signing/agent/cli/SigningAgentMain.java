package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.app.AgentAssembly;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.ErrorReport;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.UsageMessage;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.WrittenPath;
import eu.qlpipeline.signing.agent.telemetry.LastingLogManager;
import eu.qlpipeline.signing.fetch.EarlyEnd;
import eu.qlpipeline.signing.fetch.console.StandardOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The program {@code signing-agent}. */
public final class SigningAgentMain {

    private SigningAgentMain() {}

    /** Runs the verb that the arguments name, and exits with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        // Before anything logs. The name alone: the class itself would have the JDK choose at once.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        try {
            if (List.of(arguments).contains(Verbs.SERVE)) {
                AgentAssembly.load();
            }
            // Bodies are bytes, which a PrintStream would swallow the failures of.
            var out = new FileOutputStream(FileDescriptor.out);
            CommandLine program = commandLine(System.getenv(), out, List.of(arguments));
            System.exit(program.setOut(new StandardOutput(program.getOut(), System.out))
                    .execute(arguments));
        } catch (Error e) {
            halt(e, List.of(arguments).contains("--debug"));
        }
    }

    /** Without the orderly way out, which may need the memory or the threads that there are none of. */
    private static void halt(Error failure, boolean debug) {
        try {
            System.err.println("signing-agent: " + lastWords(failure));
            if (debug) {
                failure.printStackTrace();
            }
            System.err.flush();
        } finally {
            Runtime.getRuntime().halt(ExitCode.REFUSED);
        }
    }

    /** What is said of an error that ends the program. */
    static String lastWords(Error failure) {
        // Its message only where that is the machine's own: it is not known what another one quotes.
        return "ended by "
                + (failure instanceof VirtualMachineError
                        ? failure
                        : failure.getClass().getName() + " (a defect of this program)");
    }

    /**
     * The command line.
     *
     * @param environment the variables of the environment
     * @param out where the bodies go that {@code fetch} got
     * @param arguments what it is to execute
     */
    static CommandLine commandLine(Map<String, String> environment, OutputStream out, List<String> arguments) {
        var options = new ConfigOptions(environment);
        var errors = new ErrorReport(options);
        var root = new CommandLine(new SigningAgentCommand()).addMixin("config", options);
        Verbs.of(options, out).named(arguments).forEach((name, verb) -> root.addSubcommand(name, verb));
        return Verbs.explained(root)
                .setExpandAtFiles(false)
                .registerConverter(Path.class, WrittenPath::of)
                .setExecutionStrategy(StandardOutput.written(
                        (message, hint) -> new AgentException(ReasonCode.CONFIGURATION, message, hint)))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(EarlyEnd.objectBefore(errors, UsageMessage::of, out))
                .setExitCodeExceptionMapper(errors);
    }
}

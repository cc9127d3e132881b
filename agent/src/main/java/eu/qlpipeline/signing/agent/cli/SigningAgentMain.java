package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.cli.audit.AuditCommand;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.ErrorReport;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.pin.PinCommand;
import eu.qlpipeline.signing.agent.cli.provider.ProviderCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** The program {@code signing-agent}. */
public final class SigningAgentMain {

    private SigningAgentMain() {}

    /** Runs the verb that the arguments name, and exits with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        // Bodies are bytes, which a PrintStream would swallow the failures of.
        var out = new FileOutputStream(FileDescriptor.out);
        System.exit(commandLine(System.getenv(), out).execute(arguments));
    }

    /**
     * The whole command line, one line for each verb.
     *
     * @param environment the variables of the environment
     * @param out where the bodies go that {@code fetch} got
     */
    static CommandLine commandLine(Map<String, String> environment, OutputStream out) {
        var options = new ConfigOptions(environment);
        var errors = new ErrorReport(options);
        return new CommandLine(new SigningAgentCommand())
                .addMixin("config", options)
                .addSubcommand(new InitCommand(options))
                .addSubcommand(new InspectCommand(options))
                .addSubcommand(new CertificateCommand(options))
                .addSubcommand(new ServeCommand(options))
                .addSubcommand(new DoctorCommand(options))
                .addSubcommand(new ProviderKitCommand(options))
                .addSubcommand(new FetchCommand(options, out))
                .addSubcommand(ProviderCommand.of(options))
                .addSubcommand(new PinCommand(options))
                .addSubcommand(AuditCommand.commandLine(options))
                .addSubcommand(new ConfigCommand(options))
                .addSubcommand(new GenerateCompletion())
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setExitCodeExceptionMapper(errors);
    }
}

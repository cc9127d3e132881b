package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.ErrorReport;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** The program {@code signing-agent}. */
public final class SigningAgentMain {

    private SigningAgentMain() {}

    /** Runs the verb that the arguments name, and exits with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        System.exit(commandLine(System.getenv()).execute(arguments));
    }

    /**
     * The whole command line, one line for each verb.
     *
     * @param environment the variables of the environment
     */
    static CommandLine commandLine(Map<String, String> environment) {
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
                .addSubcommand(new ConfigCommand(options))
                .addSubcommand(new GenerateCompletion())
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setExitCodeExceptionMapper(errors);
    }
}

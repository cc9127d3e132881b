package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.app.Inspection;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code inspect}: shows the key as it is in the token, each attribute against its rule. */
@Command(
        name = "inspect",
        description = {
            "Show the signing key as the token describes it, each attribute held against its rule.",
            "Says whether the token refuses to export it. Exit code 1 if anything keeps the agent from serving."
        })
final class InspectCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final JsonOption output = new JsonOption();

    InspectCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        AgentSettings settings = options.settings();
        Inspection inspection = Inspection.of(settings, Clock.systemUTC());
        Console console = Console.of(spec);
        if (output.json()) {
            var report = KeyReport.json(
                    inspection.token(),
                    settings.key(),
                    inspection.modulusBits(),
                    inspection.proof(),
                    inspection.certificate());
            report.put("ok", inspection.ok());
            console.json(report);
        } else {
            console.print(
                    KeyReport.text(inspection.token(), settings.key(), inspection.modulusBits(), inspection.proof()));
            inspection.certificate().ifPresent(certificate -> console.print(KeyReport.text(certificate)));
        }
        inspection.problems().forEach(console::problem);
        return inspection.ok() ? ExitCode.DONE : ExitCode.REFUSED;
    }
}

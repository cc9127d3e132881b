package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.doctor.Doctor;
import eu.qlpipeline.signing.agent.doctor.DoctorFinding;
import eu.qlpipeline.signing.fetch.console.TerminalText;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: checks everything the agent needs, each with a hint where it is not as it should be. */
@Command(
        name = "doctor",
        description = {
            "Check module, token, PIN source, key, certificate, expiry, clock, TLS files, callers, ports and file modes.",
            "Logs in as an agent that starts, and has the key sign. Exit code 1 if any check failed, 3 if the token hangs."
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final JsonOption output = new JsonOption();

    DoctorCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        ConfigLoader.Loaded loaded = options.configure();
        Console console = Console.of(spec);
        List<DoctorFinding> findings = new ArrayList<>();
        new Doctor(loaded.settings(), loaded.file(), Clock.systemUTC()).examine(finding -> {
            findings.add(finding);
            if (!output.json()) {
                // At once: the next check may take long.
                console.print(text(finding));
            }
        });
        int exitCode = exitCode(findings);
        if (output.json()) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("ok", exitCode == ExitCode.DONE);
            report.put("checks", findings.stream().map(DoctorCommand::json).toList());
            console.json(report);
        }
        return exitCode;
    }

    private static int exitCode(List<DoctorFinding> findings) {
        Set<DoctorFinding.Level> levels =
                findings.stream().map(DoctorFinding::level).collect(Collectors.toSet());
        if (levels.contains(DoctorFinding.Level.HUNG)) {
            return ExitCode.TOKEN;
        }
        levels.removeAll(Set.of(DoctorFinding.Level.OK, DoctorFinding.Level.WARNING));
        return levels.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static Map<String, Object> json(DoctorFinding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("check", finding.check());
        object.put("level", level(finding));
        object.put("detail", finding.detail());
        object.put("hints", finding.hints());
        return object;
    }

    private static String text(DoctorFinding finding) {
        StringBuilder text =
                new StringBuilder("%-10s %-12s %s%n".formatted(level(finding), finding.check(), finding.detail()));
        finding.hints().forEach(hint -> text.append("%-10s %-12s hint: %s%n".formatted("", "", hint)));
        return TerminalText.printableLines(text.toString());
    }

    private static String level(DoctorFinding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

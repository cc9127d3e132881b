package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.cli.audit.AuditCommand;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.pin.PinCommand;
import eu.qlpipeline.signing.agent.cli.provider.ProviderCommand;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/**
 * The verbs of {@code signing-agent}, in the order of its help. Each is set up where the arguments may mean it and not
 * otherwise, since to set up all takes longer than to read the configuration.
 */
record Verbs(Map<String, Supplier<Object>> all) {

    /** The verb that starts the agent. */
    static final String SERVE = "serve";

    private static final String FETCH = "fetch";

    private static final String[] EXIT_CODES = {
        "",
        "Exit codes: 0 done; 1 refused, or a check failed; 2 usage or configuration, or standard output cannot be written;",
        "3 token not reachable, or it hangs."
    };

    /** What is about all verbs. */
    private static final Set<String> ABOUT_ALL = Set.of("--help", "-h", "generate-completion");

    /**
     * All verbs.
     *
     * @param options the options that they share
     * @param out where the bodies go that {@code fetch} got
     */
    static Verbs of(ConfigOptions options, OutputStream out) {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("init", () -> new InitCommand(options));
        all.put("inspect", () -> new InspectCommand(options));
        all.put("certificate", () -> new CertificateCommand(options));
        all.put(SERVE, () -> new ServeCommand(options));
        all.put("doctor", () -> new DoctorCommand(options));
        all.put("provider-kit", () -> new ProviderKitCommand(options));
        all.put(FETCH, () -> new FetchCommand(options, out));
        all.put("provider", () -> ProviderCommand.of(options));
        all.put("pin", () -> new PinCommand(options));
        all.put("audit", () -> AuditCommand.commandLine(options));
        all.put("config", () -> new ConfigCommand(options));
        all.put("generate-completion", GenerateCompletion::new);
        return new Verbs(Collections.unmodifiableMap(all));
    }

    /** Gives each verb the exit codes that are its own; those of all are below the program. */
    static CommandLine explained(CommandLine program) {
        program.getSubcommands().forEach((name, verb) -> {
            if (!name.equals(SERVE)) {
                explained(verb).getCommandSpec().usageMessage().footer(name.equals(FETCH) ? new String[0] : EXIT_CODES);
            }
        });
        return program;
    }

    /** Those that are among the arguments, as verbs or as anything else; all where none is, or help is asked for. */
    Map<String, Object> named(List<String> arguments) {
        Map<String, Object> named = new LinkedHashMap<>();
        boolean any = arguments.stream().noneMatch(ABOUT_ALL::contains)
                && arguments.stream().anyMatch(all::containsKey);
        all.forEach((name, verb) -> {
            if (!any || arguments.contains(name)) {
                named.put(name, verb.get());
            }
        });
        return named;
    }
}

package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.cli.console.ProgressLine;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ShellWord;
import eu.qlpipeline.signing.agent.generation.KeyIdentity;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init}: makes the signing key in the token, and its certificate. */
@Command(
        name = "init",
        description = {
            "Make the signing key in the token, issue its certificate, and write it to a file.",
            "Refuses where a key or certificate already is; never deletes or replaces one."
        })
final class InitCommand implements Callable<Integer> {

    private static final Set<String> KEY = Set.of("key.label", "key.id");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final JsonOption output = new JsonOption();

    @Option(
            names = "--resume",
            description = "Finish what an interrupted init left undone; with the same --set and --out as that one.")
    private boolean resume;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write the certificate, in place of certificate.file.")
    private @Nullable Path out;

    InitCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        AgentSettings settings = options.settings();
        Path file = out == null ? settings.certificate().file() : out;
        Console console = Console.of(spec);
        report(console, settings, make(console, settings, file), file);
        return ExitCode.DONE;
    }

    private KeyIdentity make(Console console, AgentSettings settings, Path file) {
        try (ProgressLine progress = new ProgressLine(console.err())) {
            Initialization initialization = new Initialization(
                    settings.token(),
                    settings.key(),
                    CertificateIssuers.create(settings.certificate(), Clock.systemUTC(), new SecureRandom()),
                    progress::step);
            return resume ? initialization.resume(file, settings.certificate().file()) : initialization.create(file);
        } catch (AgentException e) {
            throw e.hinting(e.hints().stream()
                    .map(hint -> repeating(hint, settings.key()))
                    .toList());
        }
    }

    /** A command that goes on from here has to say what this one did, or it would be about another key or certificate. */
    private String repeating(String hint, KeySettings key) {
        String to = out == null ? "" : " --out " + ShellWord.of(out.toString());
        return hint.replace(key.resume(), key.resume() + to)
                .replace(key.arguments(), key.arguments() + options.repeated(KEY));
    }

    private void report(Console console, AgentSettings settings, KeyIdentity made, Path file) {
        if (output.json()) {
            var report = KeyReport.json(
                    made.token(),
                    settings.key(),
                    SignatureScheme.MODULUS_BITS,
                    made.proof(),
                    Optional.of(made.certificate()));
            report.put("file", file.toString());
            report.put("ok", true);
            console.json(report);
            return;
        }
        console.print(KeyReport.text(made.token(), settings.key(), SignatureScheme.MODULUS_BITS, made.proof()));
        console.print(KeyReport.text(made.certificate()));
        console.print("written to   " + file + "\n");
    }
}

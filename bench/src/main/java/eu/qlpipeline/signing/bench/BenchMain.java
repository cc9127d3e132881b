package eu.qlpipeline.signing.bench;

import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import eu.qlpipeline.signing.bench.bed.Bed;
import eu.qlpipeline.signing.bench.measure.Pace;
import eu.qlpipeline.signing.bench.measure.Progress;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.bench.report.Document;
import eu.qlpipeline.signing.bench.report.Outcome;
import eu.qlpipeline.signing.bench.report.Reports;
import eu.qlpipeline.signing.bench.report.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmark's program. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures agent and client against the raw loop on the same token in the same run.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class BenchMain implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--root", required = true, hidden = true, description = "The checkout, built.")
    private Path root;

    @Option(names = "--work", required = true, hidden = true, description = "An empty folder, which is deleted.")
    private Path work;

    @Option(names = "--quick", description = "One short round of each scenario: under two minutes.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--docs",
            paramLabel = "DIR",
            description = "Write performance.md and its plots there (a full run: into the checkout's docs).")
    private @Nullable Path docs;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Run these scenarios and no others.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds of each scenario (3, or 1 with --quick).")
    private int rounds;

    @Option(
            names = "--agent-option",
            paramLabel = "OPTION",
            description = "One more option for the agent's virtual machine, as for a profiler; repeatable.")
    private List<String> agentOptions = new ArrayList<>();

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Scenario> chosen = chosen();
        var progress = new Progress(System.err);
        Pace pace = quick ? Pace.QUICK : Pace.FULL;
        try (WorkFolder folder = new WorkFolder(work);
                Bed bed = Bed.make(new Checkout(root), folder, agentOptions);
                Stand stand = new Stand(bed, rounds > 0 ? pace.withRounds(rounds) : pace, progress)) {
            List<Outcome> outcomes = new Runner(stand, progress).run(chosen);
            report(outcomes, Conditions.of(stand));
            return outcomes.stream()
                            .flatMap(outcome -> outcome.results().stream())
                            .allMatch(Result::holds)
                    ? 0
                    : 1;
        }
    }

    private void report(List<Outcome> outcomes, String conditions) throws IOException {
        List<Result> results =
                outcomes.stream().flatMap(outcome -> outcome.results().stream()).toList();
        System.out.print(Reports.table(results));
        if (json != null) {
            Files.writeString(json, Reports.json(results));
        }
        boolean full = !quick && only.isEmpty();
        if (docs != null || full) {
            new Document(outcomes, conditions).write(docs != null ? docs : root.resolve("docs"));
        }
    }

    private List<Scenario> chosen() {
        Chosen.unknown(only).ifPresent(name -> {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only: " + name + " (expected: of " + String.join(", ", Chosen.allNames()) + ")");
        });
        if (!only.isEmpty()) {
            return Chosen.named(only);
        }
        return quick ? Chosen.quick() : Chosen.all();
    }
}

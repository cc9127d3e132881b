package eu.qlpipeline.signing.bench;

import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import eu.qlpipeline.signing.bench.bed.Bed;
import eu.qlpipeline.signing.bench.bed.RawLoop;
import eu.qlpipeline.signing.bench.report.Reports;
import eu.qlpipeline.signing.bench.report.Result;
import eu.qlpipeline.signing.bench.scenario.Measurement;
import eu.qlpipeline.signing.bench.scenario.Round;
import eu.qlpipeline.signing.bench.scenario.Scenario;
import eu.qlpipeline.signing.bench.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's program. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures agent and client against the raw loop on the same token in the same run.")
public final class BenchMain implements Callable<Integer> {

    private static final int CALLERS = 2;

    @Option(names = "--root", required = true, paramLabel = "DIR", description = "The checkout, built.")
    @SuppressWarnings("NullAway.Init") // required
    private Path root;

    @Option(names = "--quick", description = "One short round of each scenario: under two minutes.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path json;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Run these scenarios and no others.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--rounds", description = "Rounds of each scenario (default: 5, or 1 with --quick).")
    private int rounds;

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Scenario> chosen = Scenarios.all().stream()
                .filter(scenario -> only.isEmpty() || only.contains(scenario.name()))
                .toList();
        try (WorkFolder folder = WorkFolder.make("bench");
                Bed bed = Bed.make(new Checkout(root), folder, CALLERS)) {
            List<Result> results = run(bed, chosen);
            System.out.print(Reports.table(results));
            if (json != null) {
                Files.writeString(json, Reports.json(results));
            }
            return results.stream().allMatch(Result::holds) ? 0 : 1;
        }
    }

    private List<Result> run(Bed bed, List<Scenario> chosen) throws InterruptedException {
        int count = rounds > 0 ? rounds : quick ? 1 : 5;
        Duration rawTime = Duration.ofSeconds(quick ? 1 : 3);
        Duration loadTime = Duration.ofSeconds(quick ? 2 : 6);
        Map<Scenario, List<Measurement>> measured = new LinkedHashMap<>();
        for (int round = 1; round <= count; round++) {
            for (Scenario scenario : chosen) {
                RawLoop raw = bed.raw(rawTime);
                Measurement measurement = scenario.measure(new Round(bed, raw, loadTime));
                measured.computeIfAbsent(scenario, name -> new ArrayList<>()).add(measurement);
                System.err.printf(
                        "round %d/%d  %-18s %10.3f   (raw loop %.0f/s, one C_Sign %.2f ms)%n",
                        round, count, scenario.name(), measurement.ratio(), raw.perSecond(), raw.oneThreadMillis());
            }
        }
        return measured.entrySet().stream()
                .map(entry -> new Result(entry.getKey(), entry.getValue()))
                .toList();
    }
}

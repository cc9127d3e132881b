package eu.qlpipeline.signing.bench.soak;

import eu.qlpipeline.signing.acceptance.fleet.Fleet;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The soak's program. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description =
                "Load on three agents with a random fault every three seconds; exit code 1 if anything did not hold.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class SoakMain implements Callable<Integer> {

    private static final int AGENTS = 3;

    @Option(names = "--root", required = true, hidden = true, description = "The checkout, built.")
    private Path root;

    @Option(names = "--seconds", defaultValue = "600", description = "How long. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--seed", defaultValue = "1", description = "Chooses the faults. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** Runs the soak. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SoakMain()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        try (var work = WorkFolder.make("signing-soak");
                var processes = new Processes(work.folder("outputs"))) {
            var fleet = Fleet.start(new Checkout(root), processes, work.folder("fleet"), AGENTS, "bound");
            boolean held = new Soak(fleet, processes, seed, System.out::println).run(Duration.ofSeconds(seconds));
            return held ? 0 : 1;
        }
    }
}

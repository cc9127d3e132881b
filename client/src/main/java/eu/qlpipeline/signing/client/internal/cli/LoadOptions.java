package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.load.AtSignal;
import eu.qlpipeline.signing.client.internal.cli.load.LoadResult;
import eu.qlpipeline.signing.client.internal.cli.load.LoadRun;
import eu.qlpipeline.signing.client.internal.cli.load.ProgressBar;
import eu.qlpipeline.signing.client.internal.cli.load.StandardError;
import eu.qlpipeline.signing.fetch.console.CountConverter;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The options for many challenges in a row. */
@SuppressWarnings("NullAway.Init") // set by picocli
final class LoadOptions {

    private static final int MOST_IN_FLIGHT = 16_384;
    private static final String COUNT = "--count";
    private static final String IN_FLIGHT = "--in-flight";
    private static final String CONNECTIONS = "--connections";
    private static final List<String> OF_MANY = List.of(IN_FLIGHT, CONNECTIONS);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = COUNT,
            paramLabel = "N",
            defaultValue = "1",
            converter = CountConverter.class,
            description = "Verify that many challenges and print a summary. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = IN_FLIGHT,
            paramLabel = "K",
            defaultValue = "64",
            converter = CountConverter.class,
            description = "With --count: how many wait for an answer at a time. Default: ${DEFAULT-VALUE}.")
    private int inFlight;

    @Option(names = "--stream", description = "Mode bound: ask over a stream instead of single calls.")
    private boolean stream;

    @Option(
            names = CONNECTIONS,
            paramLabel = "C",
            defaultValue = "1",
            converter = CountConverter.class,
            description = "With --count: how many connections share the challenges. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = "--progress", description = "Show progress on standard error even where it is no terminal.")
    private boolean progress;

    /** Refuses numbers that are out of range. */
    void validate() {
        for (String name : OF_MANY) {
            ParseResult given = spec.commandLine().getParseResult();
            if (given.hasMatchedOption(name) && !given.hasMatchedOption(COUNT)) {
                throw new UsageException(
                        name.substring(2) + ": given for one challenge (expected: with " + COUNT + " N)",
                        null,
                        "add " + COUNT + " N, or leave " + name + " out");
            }
        }
        require("count", count, Integer.MAX_VALUE);
        require("in-flight", inFlight, MOST_IN_FLIGHT);
        require("connections", connections, 64);
    }

    /** Whether there is just one challenge, whose verdict is shown in full. */
    boolean single() {
        return count == 1 && !stream;
    }

    boolean stream() {
        return stream;
    }

    int connections() {
        return connections;
    }

    /**
     * Sends the challenges of that source.
     *
     * @param interrupted is told what has come of them where a signal ends the program before
     */
    LoadResult run(Supplier<? extends CompletableFuture<?>> source, Consumer<LoadResult> interrupted)
            throws InterruptedException {
        var run = new LoadRun(source, count, inFlight);
        var atSignal = new AtSignal(() -> interrupted.accept(run.soFar()));
        try {
            return run(run);
        } finally {
            atSignal.forget();
        }
    }

    private LoadResult run(LoadRun run) throws InterruptedException {
        if (!progress && !StandardError.isTerminal()) {
            return run.run(done -> {});
        }
        PrintWriter err = spec.commandLine().getErr();
        var bar = new ProgressBar(err, count);
        LoadResult result = run.run(bar);
        bar.end();
        return result;
    }

    private static void require(String what, long value, long most) {
        if (value < 1 || value > most) {
            throw new UsageException(what + ": " + value + " (expected: 1 to " + most + ")", null);
        }
    }
}

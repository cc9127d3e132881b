package eu.qlpipeline.signing.bench.function;

import eu.qlpipeline.signing.bench.bed.Recorded;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Pace;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Times of single functions on one core, with JMH. */
public final class Functions implements Scenario {

    private static final String NAME = "functions";
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final int WARM_UPS = 2;
    private static final int ITERATIONS = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                figure("batchTree", "tree of a batch of " + BatchFunctions.BATCH + " bound challenges"),
                figure("batchProof", "proof of one place out of that tree"),
                figure("rootOfProof", "root that such a proof leads to, at the verifier"),
                figure("encodeAnswer", "answer with such a proof, written"),
                figure("decodeAnswer", "answer with such a proof, read"),
                figure("verify", "signature of a raw answer, verified"),
                figure("watchedCall", "watch over one call into the token's library, without the call"));
    }

    private static Figure figure(String method, String meaning) {
        return new Figure(method, "microseconds: " + meaning, "us", Limit.NONE);
    }

    @Override
    public int rounds(Pace pace) {
        // JMH has iterations of its own.
        return 1;
    }

    @Override
    public Running open(Stand stand) {
        Path folder = stand.bed().folder("functions");
        Recorded recorded = Recorded.of(stand.bed());
        try {
            VerifyFunctions.write(folder, stand.bed().home().certificate(), recorded.challenge(), recorded.signature());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return () -> {
            Collection<RunResult> results = run(folder);
            return figures().stream()
                    .map(figure -> micros(results, figure.name()))
                    .map(micros -> Reading.of(micros, micros))
                    .toList();
        };
    }

    private static Collection<RunResult> run(Path folder) {
        try {
            return new Runner(new OptionsBuilder()
                            .include(Functions.class.getPackageName() + "\\..*")
                            .param("folder", folder.toString())
                            .mode(Mode.AverageTime)
                            .timeUnit(TimeUnit.MICROSECONDS)
                            .forks(1)
                            .warmupIterations(WARM_UPS)
                            .warmupTime(ITERATION)
                            .measurementIterations(ITERATIONS)
                            .measurementTime(ITERATION)
                            .verbosity(VerboseMode.SILENT)
                            .build())
                    .run();
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH: failed", e);
        }
    }

    private static double micros(Collection<RunResult> results, String method) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("JMH: no result of " + method))
                .getPrimaryResult()
                .getScore();
    }
}

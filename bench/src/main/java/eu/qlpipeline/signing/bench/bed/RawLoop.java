package eu.qlpipeline.signing.bench.bed;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import eu.qlpipeline.signing.bench.load.Latencies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The physical limit: C_SignInit and C_Sign in a loop, in C, with the same mechanism, token and key.
 *
 * @param perSecond signatures per second, all threads together
 * @param latencies of one signature
 */
public record RawLoop(double perSecond, Latencies latencies) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * How the loop runs.
     *
     * @param threads how many sign
     * @param duration how long, in whole seconds
     * @param pause of each thread before each signature, in whole milliseconds
     */
    record Shape(int threads, Duration duration, Duration pause) {}

    /** Runs the loop. */
    static RawLoop run(Processes processes, Path program, TestToken token, Shape shape) {
        var loop = new Program(
                List.of(
                        program.toString(),
                        "--module",
                        token.module().toString(),
                        "--token",
                        token.label(),
                        "--key",
                        "ql-pipeline",
                        "--pin-file",
                        token.pinFile().toString(),
                        "--threads",
                        Integer.toString(shape.threads),
                        "--pause-ms",
                        Long.toString(shape.pause.toMillis()),
                        "--seconds",
                        Long.toString(shape.duration.toSeconds())),
                token.environment(),
                token.directory());
        JsonObject seen = JsonParser.parseString(processes
                        .run(loop, shape.duration.plus(PATIENCE))
                        .orThrow()
                        .out())
                .getAsJsonObject();
        var latencies = new Latencies(
                seen.get("p50_ms").getAsDouble(),
                seen.get("p99_ms").getAsDouble(),
                seen.get("p999_ms").getAsDouble());
        return new RawLoop(seen.get("per_second").getAsDouble(), latencies);
    }

    /** The median time of one signature on each of the threads, in milliseconds. */
    public double signingMillis() {
        return latencies.p50();
    }

    /** The mean of this run and another. */
    public RawLoop mean(RawLoop other) {
        return new RawLoop((perSecond + other.perSecond) / 2, latencies.mean(other.latencies));
    }
}

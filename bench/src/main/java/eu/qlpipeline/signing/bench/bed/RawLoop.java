package eu.qlpipeline.signing.bench.bed;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.token.TestToken;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The physical limit: C_SignInit and C_Sign in a loop, in C, with the same mechanism, token and key.
 *
 * @param perSecond signatures per second on two threads
 * @param oneThreadMillis time of one signature on one thread, the median in milliseconds
 */
public record RawLoop(double perSecond, double oneThreadMillis) {

    /** Runs the loop on two threads, then on one, for that time each. */
    public static RawLoop run(Processes processes, Path program, TestToken token, Duration duration) {
        JsonObject two = measure(processes, program, token, 2, duration);
        JsonObject one = measure(processes, program, token, 1, duration);
        return new RawLoop(
                two.get("per_second").getAsDouble(), one.get("p50_ms").getAsDouble());
    }

    /** Time of one signature when two threads share the machine, as with {@link #perSecond}, in milliseconds. */
    public double signingMillis() {
        return oneThreadMillis;
    }

    private static JsonObject measure(
            Processes processes, Path program, TestToken token, int threads, Duration duration) {
        var loop = new Program(
                java.util.List.of(
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
                        Integer.toString(threads),
                        "--seconds",
                        Long.toString(duration.toSeconds())),
                token.environment(),
                token.directory());
        String json = processes.run(loop, duration.plusSeconds(60)).orThrow().out();
        return JsonParser.parseString(json).getAsJsonObject();
    }
}

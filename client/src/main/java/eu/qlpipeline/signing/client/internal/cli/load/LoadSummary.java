package eu.qlpipeline.signing.client.internal.cli.load;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What came of many challenges, for people and for programs. */
public final class LoadSummary {

    private static final double P50 = 50;
    private static final double P90 = 90;
    private static final double P99 = 99;
    private static final double MAX = 100;

    private LoadSummary() {}

    /** The lines for people. */
    public static List<String> lines(LoadResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "verified: %d of %d in %.2f s, %d a second",
                result.accepted(),
                result.count(),
                result.elapsed().toNanos() / 1e9,
                result.perSecond()));
        if (result.accepted() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "latency:  p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms",
                    result.latencyMillis(P50),
                    result.latencyMillis(P90),
                    result.latencyMillis(P99),
                    result.latencyMillis(MAX)));
        }
        new TreeMap<>(result.failed().reasons())
                .forEach((reason, count) -> lines.add("failed:   " + count + " " + reason));
        return lines;
    }

    /** The members for programs. */
    public static JsonObject json(LoadResult result) {
        var object = new JsonObject();
        object.addProperty("verified", result.isVerified());
        object.addProperty("count", result.count());
        object.addProperty("accepted", result.accepted());
        var failed = new JsonObject();
        new TreeMap<>(result.failed().reasons()).forEach(failed::addProperty);
        object.add("failed", failed);
        object.addProperty("seconds", result.elapsed().toNanos() / 1e9);
        object.addProperty("verifiedPerSecond", result.perSecond());
        var latency = new JsonObject();
        latency.addProperty("p50", result.latencyMillis(P50));
        latency.addProperty("p90", result.latencyMillis(P90));
        latency.addProperty("p99", result.latencyMillis(P99));
        latency.addProperty("max", result.latencyMillis(MAX));
        object.add("latencyMillis", latency);
        return object;
    }
}

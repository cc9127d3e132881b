package eu.qlpipeline.signing.bench.report;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.bench.measure.Reading;
import java.util.List;
import java.util.Locale;

/** The forms in which results are given: a table for people, JSON for programs. */
public final class Reports {

    private Reports() {}

    /** One line for each figure. */
    public static String table(List<Result> results) {
        StringBuilder table = new StringBuilder("%-21s %9s %9s %9s %9s %10s %-4s %8s %8s %8s%n"
                .formatted("figure", "ratio", "min", "max", "limit", "value", "", "p50 ms", "p99 ms", "p99.9 ms"));
        for (Result result : results) {
            Reading median = result.median();
            table.append(String.format(
                    Locale.ROOT,
                    "%-21s %9.3f %9.3f %9.3f %9s %10.1f %-4s %8.2f %8.2f %8.2f  %s%n",
                    result.figure().name(),
                    median.ratio(),
                    result.min(),
                    result.max(),
                    result.figure().limit(),
                    median.value(),
                    result.figure().unit(),
                    median.latencies().p50(),
                    median.latencies().p99(),
                    median.latencies().p999(),
                    result.holds() ? "" : "NOT REACHED"));
        }
        return table.toString();
    }

    /** All results as one object. */
    public static String json(List<Result> results) {
        JsonArray scenarios = new JsonArray();
        results.forEach(result -> scenarios.add(json(result)));
        JsonObject report = new JsonObject();
        report.add("scenarios", scenarios);
        return new GsonBuilder().setPrettyPrinting().create().toJson(report) + "\n";
    }

    private static JsonObject json(Result result) {
        JsonObject object = new JsonObject();
        Reading median = result.median();
        object.addProperty("name", result.figure().name());
        object.addProperty("meaning", result.figure().meaning());
        object.addProperty("ratio", median.ratio());
        object.addProperty("min", result.min());
        object.addProperty("max", result.max());
        object.addProperty("value", median.value());
        object.addProperty("unit", result.figure().unit());
        object.addProperty("p50_ms", median.latencies().p50());
        object.addProperty("p99_ms", median.latencies().p99());
        object.addProperty("p999_ms", median.latencies().p999());
        object.addProperty("rounds", result.readings().size());
        if (result.figure().limit().isSet()) {
            object.addProperty("limit", result.figure().limit().toString());
            object.addProperty("holds", result.holds());
        }
        return object;
    }
}

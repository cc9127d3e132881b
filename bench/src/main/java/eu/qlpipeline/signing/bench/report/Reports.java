package eu.qlpipeline.signing.bench.report;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/** The forms in which results are given: a table for people, JSON for programs. */
public final class Reports {

    private Reports() {}

    /** One line for each scenario. */
    public static String table(List<Result> results) {
        StringBuilder table = new StringBuilder("%-18s %10s %10s %10s %10s %12s %-4s %9s %9s%n"
                .formatted("scenario", "ratio", "min", "max", "limit", "value", "", "p50 ms", "p99 ms"));
        for (Result result : results) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-18s %10.3f %10.3f %10.3f %10s %12.1f %-4s %9.2f %9.2f  %s%n",
                    result.scenario().name(),
                    result.median().ratio(),
                    result.min(),
                    result.max(),
                    result.scenario().limit(),
                    result.median().value(),
                    result.scenario().unit(),
                    result.median().p50Millis(),
                    result.median().p99Millis(),
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
        return new GsonBuilder().setPrettyPrinting().create().toJson(report);
    }

    private static JsonObject json(Result result) {
        JsonObject object = new JsonObject();
        object.addProperty("name", result.scenario().name());
        object.addProperty("meaning", result.scenario().meaning());
        object.addProperty("ratio", result.median().ratio());
        object.addProperty("min", result.min());
        object.addProperty("max", result.max());
        object.addProperty("value", result.median().value());
        object.addProperty("unit", result.scenario().unit());
        object.addProperty("p50_ms", result.median().p50Millis());
        object.addProperty("p99_ms", result.median().p99Millis());
        object.addProperty("p999_ms", result.median().p999Millis());
        object.addProperty("limit", result.scenario().limit().toString());
        object.addProperty("holds", result.holds());
        return object;
    }
}

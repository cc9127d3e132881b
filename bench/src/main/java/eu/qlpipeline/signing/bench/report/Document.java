package eu.qlpipeline.signing.bench.report;

import eu.qlpipeline.signing.bench.measure.Curve;
import eu.qlpipeline.signing.bench.plot.Plot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The results as {@code performance.md} with plots beside it. The words are those of the template; all numbers come from
 * the results.
 */
public final class Document {

    private static final String TEMPLATE = "performance.md";
    private static final String PLOTS = "performance";
    private static final String SWEEP = "sweep_";
    private static final String GROWTH = "growth_";
    private static final String FUNCTIONS = "functions";

    private final List<Outcome> outcomes;
    private final String conditions;

    /**
     * @param outcomes of all scenarios
     * @param conditions on what was measured, in one line
     */
    public Document(List<Outcome> outcomes, String conditions) {
        this.outcomes = List.copyOf(outcomes);
        this.conditions = conditions;
    }

    /** Writes document and plots into a folder. */
    public void write(Path folder) throws IOException {
        String text = template()
                .replace("{conditions}", conditions)
                .replace("{limits}", Tables.limits(results(outcome -> !isCurve(outcome) && !is(outcome, FUNCTIONS))))
                .replace("{growth}", Tables.limits(results(outcome -> is(outcome, GROWTH))))
                .replace("{sweeps}", Tables.limits(results(outcome -> is(outcome, SWEEP))))
                .replace("{functions}", Tables.values(results(outcome -> is(outcome, FUNCTIONS))));
        Files.createDirectories(folder.resolve(PLOTS));
        Files.writeString(folder.resolve(TEMPLATE), text);
        draw(folder, "throughput.svg", SWEEP, Plots::throughput);
        draw(folder, "latency.svg", SWEEP, Plots::latency);
        draw(folder, "growth.svg", GROWTH, Plots::growth);
    }

    private void draw(Path folder, String file, String curves, Function<List<Outcome>, Plot> plot) throws IOException {
        List<Outcome> drawn =
                outcomes.stream().filter(outcome -> is(outcome, curves)).toList();
        if (!drawn.isEmpty()) {
            Files.writeString(
                    folder.resolve(PLOTS).resolve(file), plot.apply(drawn).svg());
        }
    }

    private List<Result> results(Predicate<Outcome> which) {
        return outcomes.stream()
                .filter(which)
                .flatMap(outcome -> outcome.results().stream())
                .toList();
    }

    private static boolean isCurve(Outcome outcome) {
        return outcome.scenario() instanceof Curve;
    }

    private static boolean is(Outcome outcome, String start) {
        return outcome.scenario().name().startsWith(start);
    }

    private static String template() throws IOException {
        try (InputStream in = Objects.requireNonNull(Document.class.getResourceAsStream(TEMPLATE), TEMPLATE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

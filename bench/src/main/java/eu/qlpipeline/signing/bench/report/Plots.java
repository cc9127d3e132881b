package eu.qlpipeline.signing.bench.report;

import eu.qlpipeline.signing.bench.measure.Curve;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.plot.Line;
import eu.qlpipeline.signing.bench.plot.Line.Point;
import eu.qlpipeline.signing.bench.plot.Line.Stroke;
import eu.qlpipeline.signing.bench.plot.Plot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the curves show, drawn. */
final class Plots {

    private static final List<String> COLOURS = List.of("#1f77b4", "#d62728", "#2ca02c");
    private static final String GREY = "#444";

    private Plots() {}

    /** Throughput over the requests in flight, and what the raw loop makes as a line. */
    static Plot throughput(List<Outcome> sweeps) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < sweeps.size(); i++) {
            lines.add(line(sweeps.get(i), title(sweeps.get(i)), i, Stroke.SOLID, Reading::value));
        }
        lines.add(raw(sweeps));
        return new Plot("Verified answers", "in flight", "per second", true, lines);
    }

    /** Percentiles of the latency over the requests in flight. */
    static Plot latency(List<Outcome> sweeps) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < sweeps.size(); i++) {
            Outcome sweep = sweeps.get(i);
            String title = title(sweep);
            lines.add(line(
                    sweep,
                    title + ", p50",
                    i,
                    Stroke.SOLID,
                    at -> at.latencies().p50()));
            lines.add(line(
                    sweep,
                    title + ", p99",
                    i,
                    Stroke.DASHED,
                    at -> at.latencies().p99()));
            lines.add(line(
                    sweep,
                    title + ", p99.9",
                    i,
                    Stroke.DOTTED,
                    at -> at.latencies().p999()));
        }
        return new Plot("Latency", "in flight", "milliseconds", true, lines);
    }

    /** Cost over the number of things, relative to that with one. */
    static Plot growth(List<Outcome> curves) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < curves.size(); i++) {
            lines.add(line(curves.get(i), title(curves.get(i)), i, Stroke.SOLID, Reading::ratio));
        }
        return new Plot("Growth", "number", "cost of one signature or verification over that with one", false, lines);
    }

    private static Line raw(List<Outcome> sweeps) {
        List<Reading> all = sweeps.stream()
                .flatMap(sweep -> sweep.results().stream())
                .map(Result::median)
                .toList();
        double perSecond = all.stream()
                .mapToDouble(reading -> reading.value() / reading.ratio())
                .average()
                .orElseThrow();
        var values = sweeps.stream()
                .flatMap(sweep -> ((Curve) sweep.scenario()).values().stream())
                .mapToInt(Integer::intValue)
                .summaryStatistics();
        return new Line(
                "raw loop, 2 threads",
                GREY,
                Stroke.DASHED,
                List.of(new Point(values.getMin(), perSecond), new Point(values.getMax(), perSecond)));
    }

    private static Line line(Outcome outcome, String title, int colour, Stroke stroke, ToDoubleFunction<Reading> part) {
        List<Integer> values = ((Curve) outcome.scenario()).values();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            points.add(new Point(
                    values.get(i), part.applyAsDouble(outcome.results().get(i).median())));
        }
        return new Line(title, COLOURS.get(colour), stroke, points);
    }

    private static String title(Outcome outcome) {
        String name = outcome.scenario().name();
        return name.substring(name.indexOf('_') + 1).replace('_', ' ');
    }
}

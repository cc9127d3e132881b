package eu.qlpipeline.signing.bench;

import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Progress;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Scenario.Running;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.bench.report.Outcome;
import eu.qlpipeline.signing.bench.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures scenarios, one after the other, each in all its rounds. */
final class Runner {

    private final Stand stand;
    private final Progress progress;

    Runner(Stand stand, Progress progress) {
        this.stand = stand;
        this.progress = progress;
    }

    /** What comes of all scenarios. */
    List<Outcome> run(List<Scenario> scenarios) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            outcomes.add(new Outcome(scenario, run(scenario)));
        }
        return outcomes;
    }

    private List<Result> run(Scenario scenario) throws InterruptedException {
        progress.say(scenario.name() + ": warming up");
        List<List<Reading>> rounds = new ArrayList<>();
        try (Running running = scenario.open(stand)) {
            int count = scenario.rounds(stand.pace());
            for (int round = 1; round <= count; round++) {
                List<Reading> readings = running.measure();
                rounds.add(readings);
                progress.say(scenario.name() + ": round " + round + " of " + count + ": " + ratios(readings));
            }
        }
        List<Figure> figures = scenario.figures();
        return IntStream.range(0, figures.size())
                .mapToObj(figure -> new Result(
                        figures.get(figure),
                        rounds.stream().map(readings -> readings.get(figure)).toList()))
                .toList();
    }

    private static String ratios(List<Reading> readings) {
        return readings.stream()
                .map(reading -> String.format(Locale.ROOT, "%.3f", reading.ratio()))
                .collect(Collectors.joining(", "));
    }
}

package eu.qlpipeline.signing.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.bench.load.Latencies;
import eu.qlpipeline.signing.bench.measure.Curve;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentTest {

    private static final Reading SLOW = new Reading(0.465, 237.5, new Latencies(1.5, 2.5, 3.5));

    @TempDir
    private Path folder;

    @Test
    void everyNumberOfTheTableIsThatOfTheMedian() throws IOException {
        String text = written(outcome(new Single("raw_unary_16", Limit.atLeast(0.93)), SLOW));

        assertThat(text)
                .contains(
                        "| `raw_unary_16` | meaning | >= 0.93 | 0.465 | 0.465 to 0.465 | 237.5 1/s | 1.500 | 2.500 | 3.500 "
                                + "| **no**, 0.500 of the limit |");
    }

    @Test
    void aLimitThatIsMetIsSaidToBe() throws IOException {
        assertThat(written(outcome(new Single("fairness", Limit.atLeast(0.4)), SLOW)))
                .contains("| yes |");
    }

    @Test
    void noPlaceholderIsLeft() throws IOException {
        assertThat(written(outcome(new Single("fairness", Limit.NONE), SLOW)))
                .contains("2 processors")
                .doesNotContainPattern("\\{[a-z]+}");
    }

    @Test
    void curvesAreDrawn() throws IOException {
        written(outcome(new Line("sweep_raw_unary"), SLOW, SLOW), outcome(new Line("growth_callers"), SLOW, SLOW));

        assertThat(Files.readString(folder.resolve("performance/throughput.svg")))
                .contains("raw unary</text>")
                .contains("raw loop, 2 threads</text>")
                .endsWith("</svg>\n");
        assertThat(folder.resolve("performance/latency.svg")).content().contains("p99.9");
        assertThat(folder.resolve("performance/growth.svg")).content().contains("callers</text>");
    }

    @Test
    void programsReadTheSameNumbers() {
        String json = Reports.json(
                outcome(new Single("raw_unary_16", Limit.atLeast(0.93)), SLOW).results());

        JsonObject scenario = JsonParser.parseString(json)
                .getAsJsonObject()
                .getAsJsonArray("scenarios")
                .get(0)
                .getAsJsonObject();
        assertThat(scenario.get("name").getAsString()).isEqualTo("raw_unary_16");
        assertThat(scenario.get("ratio").getAsDouble()).isEqualTo(0.465);
        assertThat(scenario.get("min").getAsDouble()).isEqualTo(0.465);
        assertThat(scenario.get("max").getAsDouble()).isEqualTo(0.465);
        assertThat(scenario.get("value").getAsDouble()).isEqualTo(237.5);
        assertThat(scenario.get("unit").getAsString()).isEqualTo("1/s");
        assertThat(scenario.get("p50_ms").getAsDouble()).isEqualTo(1.5);
        assertThat(scenario.get("p99_ms").getAsDouble()).isEqualTo(2.5);
        assertThat(scenario.get("p999_ms").getAsDouble()).isEqualTo(3.5);
        assertThat(scenario.get("holds").getAsBoolean()).isFalse();
    }

    private String written(Outcome... outcomes) throws IOException {
        new Document(List.of(outcomes), "2 processors").write(folder);
        return Files.readString(folder.resolve("performance.md"));
    }

    private static Outcome outcome(Scenario scenario, Reading... readings) {
        List<Figure> figures = scenario.figures();
        return new Outcome(
                scenario,
                IntStream.range(0, figures.size())
                        .mapToObj(at -> new Result(figures.get(at), List.of(readings[at])))
                        .toList());
    }

    private record Single(String name, Limit limit) implements Scenario {

        @Override
        public List<Figure> figures() {
            return List.of(new Figure(name, "meaning", "1/s", limit));
        }

        @Override
        public Running open(Stand stand) {
            throw new UnsupportedOperationException("not measured here");
        }
    }

    private record Line(String name) implements Curve {

        @Override
        public List<Integer> values() {
            return List.of(1, 64);
        }

        @Override
        public List<Figure> figures() {
            return values().stream()
                    .map(value -> new Figure(name + "_" + value, "meaning", "1/s", Limit.NONE))
                    .toList();
        }

        @Override
        public Running open(Stand stand) {
            throw new UnsupportedOperationException("not measured here");
        }
    }
}

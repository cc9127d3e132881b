package eu.qlpipeline.signing.bench.report;

import eu.qlpipeline.signing.bench.measure.Reading;
import java.util.List;
import java.util.Locale;

/** Results as tables in Markdown. */
final class Tables {

    private Tables() {}

    /** All figures with their limits. */
    static String limits(List<Result> results) {
        var table = new StringBuilder("""
                | figure | what the ratio is | limit | ratio | least to greatest | value | p50 ms | p99 ms | p99.9 ms | met |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        for (Result result : results) {
            Reading median = result.median();
            table.append(row(
                    "`" + result.figure().name() + "`",
                    result.figure().meaning(),
                    result.figure().limit().toString(),
                    number(median.ratio()),
                    number(result.min()) + " to " + number(result.max()),
                    number(median.value()) + " " + result.figure().unit(),
                    number(median.latencies().p50()),
                    number(median.latencies().p99()),
                    number(median.latencies().p999()),
                    met(result)));
        }
        return table.toString();
    }

    /** Values alone. */
    static String values(List<Result> results) {
        var table = new StringBuilder("| function | |\n|---|---|\n");
        for (Result result : results) {
            table.append(row(
                    result.figure().meaning(),
                    number(result.median().value()) + " " + result.figure().unit()));
        }
        return table.toString();
    }

    private static String met(Result result) {
        if (!result.figure().limit().isSet()) {
            return "";
        }
        return result.holds()
                ? "yes"
                : "**no**, "
                        + number(result.median().ratio()
                                / result.figure().limit().value()) + " of the limit";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String number(double value) {
        if (value == 0) {
            return "";
        }
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,d", Math.round(value)).replace(',', ' ');
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.3f", value);
    }
}

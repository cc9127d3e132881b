package eu.qlpipeline.signing.agent.metrics.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which text format a client would rather have (RFC 9110, section 12.5.1).
 *
 * @param ranges what it accepts, each a media type or many, with its parameters
 */
record Preference(List<String> ranges) {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    /** Those that text may be named by, the closest first. */
    private static final List<String> TEXT = List.of("text/plain", "text/*", "*/*");

    private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

    /** That of a client which sent this under {@code Accept}, or nothing. */
    static Preference of(@Nullable String accepted) {
        return new Preference(accepted == null ? List.of() : List.of(accepted.split(",", -1)));
    }

    /** Whether it names OpenMetrics, and would not rather have text. */
    boolean isOpenMetrics() {
        double weight = weight(OPEN_METRICS).orElse(0);
        return weight > 0 && weight >= textWeight();
    }

    private double textWeight() {
        return TEXT.stream()
                .map(this::weight)
                .filter(OptionalDouble::isPresent)
                .findFirst()
                .map(OptionalDouble::getAsDouble)
                .orElse(0.0);
    }

    /** The weight of that type, the highest where it is named in several versions; empty where it is not named. */
    private OptionalDouble weight(String type) {
        return ranges.stream()
                .map(range -> range.toLowerCase(Locale.ROOT).split(";", -1))
                .filter(parts -> parts[0].strip().equals(type))
                .mapToDouble(Preference::weight)
                .max();
    }

    /** One that is none counts as none at all. */
    private static double weight(String[] parts) {
        return Arrays.stream(parts)
                .map(String::strip)
                .filter(part -> part.startsWith("q="))
                .map(part -> part.substring(2))
                .findFirst()
                .map(found -> WEIGHT.matcher(found).matches() ? Double.parseDouble(found) : 0)
                .orElse(1.0);
    }
}

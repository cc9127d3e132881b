package eu.qlpipeline.signing.acceptance.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus would read from an agent, read with its strictness. */
final class Scrape {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    /** One for all, which comes back on one connection as Prometheus does. */
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_]+) (\\S.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) (counter|gauge|histogram)");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)(?:\\{(" + LABEL + "(?:," + LABEL + ")*)\\})? (\\S+)");

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();

    /** What is said of one metric. */
    static final class Family {

        private final String help;
        private final Set<String> labels = new TreeSet<>();
        private String type = "";

        private Family(String help) {
            this.help = help;
        }

        String help() {
            return help;
        }

        String type() {
            return type;
        }

        /** The names of its labels, without that of a bucket. */
        Set<String> labels() {
            return labels;
        }
    }

    private Scrape(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        text.lines().forEach(this::line);
    }

    /** Fetches the metrics at an address. */
    static Scrape of(String address) {
        var request =
                HttpRequest.newBuilder(URI.create(address)).timeout(DEADLINE).build();
        try {
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError("status " + answer.statusCode() + "\n" + answer.body());
            }
            return new Scrape(answer.body());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void line(String line) {
        Matcher help = HELP.matcher(line);
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (help.matches()) {
            require(families.put(help.group(1), new Family(help.group(2))) == null, "a second HELP", line);
        } else if (type.matches()) {
            Family family = Optional.ofNullable(families.get(type.group(1)))
                    .filter(known -> known.type.isEmpty())
                    .orElseThrow(() -> new AssertionError("a TYPE without its HELP: " + line));
            family.type = type.group(2);
        } else {
            require(sample.matches(), "no line of the format", line);
            sample(line, sample);
        }
    }

    private void sample(String line, Matcher sample) {
        Family family = family(sample.group(1));
        String labels = sample.group(2) == null ? "" : sample.group(2);
        for (Matcher label = LABEL.matcher(labels); label.find(); ) {
            if (!label.group(1).equals("le")) {
                family.labels.add(label.group(1));
            }
        }
        double value =
                Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1).replace("+Inf", "Infinity"));
        require(samples.put(sample.group(1) + "{" + labels + "}", value) == null, "a second sample", line);
    }

    private Family family(String name) {
        return Optional.ofNullable(families.get(name))
                .or(() -> Optional.ofNullable(families.get(name.replaceFirst("_(bucket|count|sum)$", "")))
                        .filter(family -> family.type.equals("histogram")))
                .orElseThrow(() -> new AssertionError("a sample without TYPE: " + name));
    }

    private static void require(boolean expected, String otherwise, String line) {
        if (!expected) {
            throw new AssertionError(otherwise + ": " + line);
        }
    }

    /** All metrics, by name. */
    Map<String, Family> families() {
        return families;
    }

    /** The value of a sample without labels. */
    double value(String name) {
        return value(name, "");
    }

    /** The value of a sample, labels as they are written between the braces. */
    double value(String name, String labels) {
        Double value = samples.get(name + "{" + labels + "}");
        if (value == null) {
            throw new AssertionError(name + "{" + labels + "}: not there (expected: one of " + samples.keySet() + ")");
        }
        return value;
    }

    /** How many samples a metric has. */
    long count(String name) {
        return samples.keySet().stream()
                .filter(sample -> sample.startsWith(name + "{"))
                .count();
    }
}

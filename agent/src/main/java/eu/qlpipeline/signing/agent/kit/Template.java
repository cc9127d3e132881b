package eu.qlpipeline.signing.agent.kit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text in the form of Mustache: with placeholders, with sections that are there once for each of a list ({@code #}), and with
 * sections that are there where a list is empty ({@code ^}).
 *
 * @param text the text, where a tag of a section may have its line for itself
 */
record Template(String text) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z0-9]+)}}");
    private static final Pattern TAG_ON_ITS_LINE = Pattern.compile("(?m)^ *(\\{\\{[#^/][A-Za-z0-9]+}})\\n");
    private static final Pattern SECTION = Pattern.compile("(?s)\\{\\{([#^])([A-Za-z0-9]+)}}(.*?)\\{\\{/\\2}}");

    /**
     * Puts a value in each placeholder; one without a value is a defect.
     *
     * @param values the values by their names
     * @param lists for each list by its name the values of each item, which come before those by the same names
     */
    String fill(Map<String, String> values, Map<String, List<Map<String, String>>> lists) {
        String tags = TAG_ON_ITS_LINE.matcher(text).replaceAll("$1");
        String plain =
                SECTION.matcher(tags).replaceAll(found -> Matcher.quoteReplacement(section(found, values, lists)));
        return PLACEHOLDER.matcher(plain).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException("placeholder " + found.group(1) + " has no value");
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String section(
            MatchResult found, Map<String, String> values, Map<String, List<Map<String, String>>> lists) {
        var content = new Template(found.group(3));
        List<Map<String, String>> list = lists.get(found.group(2));
        if (list == null) {
            throw new IllegalStateException("section " + found.group(2) + " has no list");
        }
        if (found.group(1).equals("^")) {
            return list.isEmpty() ? content.fill(values, lists) : "";
        }
        return list.stream()
                .map(item -> content.fill(with(values, item), lists))
                .collect(Collectors.joining());
    }

    private static Map<String, String> with(Map<String, String> values, Map<String, String> item) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(item);
        return all;
    }
}

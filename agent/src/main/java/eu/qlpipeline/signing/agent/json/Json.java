package eu.qlpipeline.signing.agent.json;

import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259): {@link Map}, {@link List}, text, numbers and truth values, on one line. */
public final class Json {

    private Json() {}

    /**
     * The JSON of a value. Members keep the order of their map.
     *
     * @throws IllegalArgumentException if the value, or one in it, is of another type
     */
    public static String of(Object value) {
        var json = new StringBuilder();
        append(json, value);
        return json.toString();
    }

    private static void append(StringBuilder json, Object value) {
        if (value instanceof Map<?, ?> members) {
            appendMembers(json, members);
        } else if (value instanceof List<?> items) {
            appendItems(json, items);
        } else if (value instanceof CharSequence text) {
            appendText(json, text);
        } else if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            json.append(value);
        } else {
            throw new IllegalArgumentException("value: of type "
                    + value.getClass().getName() + " (expected: map, list, text, integer or boolean)");
        }
    }

    private static void appendMembers(StringBuilder json, Map<?, ?> members) {
        String separator = "{";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.append(separator);
            appendText(json, String.valueOf(member.getKey()));
            json.append(':');
            append(json, member.getValue());
            separator = ",";
        }
        json.append(members.isEmpty() ? "{}" : "}");
    }

    private static void appendItems(StringBuilder json, List<?> items) {
        String separator = "[";
        for (Object item : items) {
            json.append(separator);
            append(json, item);
            separator = ",";
        }
        json.append(items.isEmpty() ? "[]" : "]");
    }

    private static void appendText(StringBuilder json, CharSequence text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    // Also what ends a line for some readers, and halves of pairs, which are not Unicode text.
                    if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}

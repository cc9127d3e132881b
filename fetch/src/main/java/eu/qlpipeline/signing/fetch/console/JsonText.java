package eu.qlpipeline.signing.fetch.console;

import com.google.gson.GsonBuilder;
import java.util.HexFormat;

/** JSON as it is printed: what others wrote, in it, steers no terminal. */
public final class JsonText {

    private JsonText() {}

    /** The text of a value, indented. */
    public static String pretty(Object value) {
        return printable(new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(value));
    }

    /** The text of a value, on one line. */
    public static String line(Object value) {
        return printable(new GsonBuilder().disableHtmlEscaping().create().toJson(value));
    }

    /** The same JSON. Outside of strings, where the numbers of characters mean nothing, it has no such character but newlines. */
    private static String printable(String json) {
        var printable = new StringBuilder(json.length());
        json.codePoints().forEach(character -> {
            if (character == '\n' || !steers(character)) {
                printable.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    printable.append("\\u").append(HexFormat.of().toHexDigits(unit));
                }
            }
        });
        return printable.toString();
    }

    /** Whether it is of a category {@code C}: no letter, mark, number, sign or space. */
    private static boolean steers(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}

package eu.qlpipeline.signing.fetch.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonIOException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.CharBuffer;
import java.util.HexFormat;

/**
 * JSON as it is printed: what others wrote, in it, steers no terminal. It is of ASCII, and so UTF-8 (RFC 8259, section 8.1) in whatever
 * encoding standard output has.
 */
public final class JsonText {

    private JsonText() {}

    /** The text of a value, indented. */
    public static String pretty(Object value) {
        return text(indenting(), value);
    }

    /** Writes the text of a value, indented, without having the whole of it in memory. */
    public static void pretty(Object value, Writer target) throws IOException {
        write(indenting(), value, target);
    }

    /** The text of a value, on one line. */
    public static String line(Object value) {
        return text(new GsonBuilder().disableHtmlEscaping().create(), value);
    }

    private static Gson indenting() {
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    }

    private static String text(Gson form, Object value) {
        var text = new StringWriter();
        try {
            write(form, value, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Gson form, Object value, Writer target) throws IOException {
        try {
            form.toJson(value, new Printable(target));
        } catch (JsonIOException e) {
            if (e.getCause() instanceof IOException notWritten) {
                throw notWritten;
            }
            throw e;
        }
    }

    /** Passes on the same JSON. Outside of strings, where the numbers of characters mean nothing, it has no character beyond those but newlines. */
    private static final class Printable extends Writer {

        private final Writer target;

        Printable(Writer target) {
            this.target = target;
        }

        @Override
        public void write(char[] json, int offset, int length) throws IOException {
            print(CharBuffer.wrap(json, offset, length));
        }

        @Override
        public void write(String json, int offset, int length) throws IOException {
            print(CharBuffer.wrap(json, offset, offset + length));
        }

        private void print(CharBuffer json) throws IOException {
            for (int i = 0; i < json.length(); i++) {
                char unit = json.charAt(i);
                if (unit == '\n' || (unit >= ' ' && unit <= '~')) {
                    target.write(unit);
                } else {
                    target.write("\\u" + HexFormat.of().toHexDigits(unit));
                }
            }
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}

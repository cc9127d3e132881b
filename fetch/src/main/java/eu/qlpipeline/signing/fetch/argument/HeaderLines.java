package eu.qlpipeline.signing.fetch.argument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.Headers;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Headers of a request.
 *
 * @param headers the headers
 */
public record HeaderLines(Headers headers) {

    @Override
    public String toString() {
        return "HeaderLines[" + headers.names() + "]";
    }

    /** {@code NAME: VALUE}, or {@code @} and a file with such lines, which keeps a secret out of the process list. */
    public static final class Converter implements ITypeConverter<HeaderLines> {

        @Override
        public HeaderLines convert(String text) {
            var headers = new Headers.Builder();
            for (String line : text.startsWith("@") ? lines(Path.of(text.substring(1))) : List.of(text)) {
                add(headers, line);
            }
            return new HeaderLines(headers.build());
        }

        private static void add(Headers.Builder headers, String line) {
            int colon = line.indexOf(':');
            try {
                if (colon > 0) {
                    headers.add(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                    return;
                }
            } catch (IllegalArgumentException e) {
                // Its message may quote the value.
            }
            throw new TypeConversionException("header: not of its form (expected: NAME: VALUE, or @FILE)");
        }

        private static List<String> lines(Path file) {
            try {
                return Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .toList();
            } catch (IOException e) {
                throw new TypeConversionException("header: " + file + ": not readable");
            }
        }
    }
}

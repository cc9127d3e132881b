package eu.qlpipeline.signing.fetch.argument;

import eu.qlpipeline.signing.fetch.console.PathConverter;
import eu.qlpipeline.signing.fetch.http.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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

    /** The largest file of headers that is read, in bytes. */
    static final int SIZE_LIMIT = 64 * 1024;

    @Override
    public String toString() {
        return "HeaderLines[" + headers.names() + "]";
    }

    /** {@code NAME: VALUE}, or {@code @} and a file with such lines, which keeps a secret out of the process list. */
    public static final class Converter implements ITypeConverter<HeaderLines> {

        @Override
        public HeaderLines convert(String text) {
            if (text.equals("@-")) {
                throw new TypeConversionException("header: @-: not a file (expected: @/dev/stdin for standard input)");
            }
            var headers = new Headers.Builder();
            for (String line : text.startsWith("@") ? lines(PathConverter.path(text.substring(1))) : List.of(text)) {
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
            throw new TypeConversionException("header: not of its form (expected: NAME: VALUE of ASCII, or @FILE)");
        }

        private static List<String> lines(Path file) {
            return text(file).lines().filter(line -> !line.isBlank()).toList();
        }

        private static String text(Path file) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] read = in.readNBytes(SIZE_LIMIT + 1);
                if (read.length > SIZE_LIMIT) {
                    throw new TypeConversionException(
                            "header: " + file + ": more than " + SIZE_LIMIT + " bytes (expected: lines NAME: VALUE)");
                }
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(read))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new TypeConversionException("header: " + file + ": not UTF-8 (expected: lines NAME: VALUE)");
            } catch (IOException e) {
                throw new TypeConversionException("header: " + file + ": " + FileTrouble.of(file, e));
            }
        }
    }
}

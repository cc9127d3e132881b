package eu.qlpipeline.signing.fetch.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a file or directory; an empty one, which is the working directory to the JDK, is none. */
public final class PathConverter implements ITypeConverter<Path> {

    private static final int ASCII_LIMIT = 0x80;

    @Override
    public Path convert(String text) {
        return path(text);
    }

    /**
     * The path of that name.
     *
     * @throws TypeConversionException if it is none
     */
    public static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("an empty name (expected: that of a file or directory)");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            boolean foreign = text.chars().anyMatch(character -> character >= ASCII_LIMIT);
            throw new TypeConversionException(
                    foreign
                            ? text + ": this locale cannot name that file (expected: such as LC_ALL=C.UTF-8)"
                            : text + ": no name of a file (expected: one without NUL)");
        }
    }
}

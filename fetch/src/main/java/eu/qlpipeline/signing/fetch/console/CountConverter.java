package eu.qlpipeline.signing.fetch.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number. */
public final class CountConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    text + " (expected: a whole number of at most " + Integer.MAX_VALUE + ")");
        }
    }
}

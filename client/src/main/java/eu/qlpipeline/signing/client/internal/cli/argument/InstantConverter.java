package eu.qlpipeline.signing.client.internal.cli.argument;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time in UTC, as RFC 3339 writes it. */
public final class InstantConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("time: " + text + " (expected: such as 2026-05-01T10:00:00Z)");
        }
    }
}

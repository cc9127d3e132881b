package eu.qlpipeline.signing.client.internal.cli.argument;

import eu.qlpipeline.signing.client.internal.attempt.CallTime;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A whole number of {@code ms}, {@code s} or {@code m}, more than zero and at most an hour. */
public final class DeadlineConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(?<count>[0-9]{1,7})(?<unit>ms|s|m)");

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        Duration duration = form.matches() ? duration(form) : Duration.ZERO;
        if (duration.isZero() || duration.compareTo(CallTime.LONGEST) > 0) {
            throw new TypeConversionException("deadline: " + text + " (expected: such as 500ms, 10s or 2m)");
        }
        return duration;
    }

    private static Duration duration(Matcher form) {
        long count = Long.parseLong(form.group("count"));
        return switch (form.group("unit")) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
    }
}

package eu.qlpipeline.signing.fetch.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seconds, also decimal, or a number of {@code ms}, {@code s} or {@code m}; more than zero and at most an hour. */
public final class TimeConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(?<count>[0-9]{1,7}(\\.[0-9]{1,3})?)(?<unit>ms|s|m)?");
    private static final Duration LIMIT = Duration.ofHours(1);

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        Duration duration = form.matches() ? duration(form) : Duration.ZERO;
        if (duration.isZero() || duration.compareTo(LIMIT) > 0) {
            throw new TypeConversionException("time: " + text + " (expected: seconds, or such as 500ms, 10s or 2m)");
        }
        return duration;
    }

    private static Duration duration(Matcher form) {
        String unit = form.group("unit");
        long millis = unit == null || unit.equals("s") ? 1_000 : unit.equals("m") ? 60_000 : 1;
        return Duration.ofMillis(new BigDecimal(form.group("count"))
                .multiply(BigDecimal.valueOf(millis))
                .longValue());
    }
}

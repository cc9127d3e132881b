package eu.qlpipeline.signing.agent.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;

/** What metrics say at a moment, as text. */
final class Readings {

    private Readings() {}

    /** The value of one series; not a number where there is none. */
    static double value(Instruments instruments, String series) {
        return lines(instruments, series + " ").findFirst().orElse(Double.NaN);
    }

    /** The sum of all series of one metric. */
    static double sum(Instruments instruments, String metric) {
        return lines(instruments, metric + "{").sum();
    }

    private static DoubleStream lines(Instruments instruments, String start) {
        var text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, instruments.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}

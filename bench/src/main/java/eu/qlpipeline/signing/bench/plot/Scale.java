package eu.qlpipeline.signing.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where values lie along an axis.
 *
 * @param least at 0
 * @param greatest at 1
 * @param logarithmic whether equal ways are equal factors
 */
record Scale(double least, double greatest, boolean logarithmic) {

    private static final int LINEAR_TICKS = 5;
    private static final double[] STEPS = {1, 2, 5};

    /** A scale that shows values that are all above zero; a linear one begins at zero. */
    static Scale of(List<Double> values, boolean logarithmic) {
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        if (!logarithmic) {
            return new Scale(0, most * 1.1, false);
        }
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(1);
        return new Scale(least / 1.2, most * 1.2, true);
    }

    /** A place from 0 to 1. */
    double place(double value) {
        return logarithmic
                ? Math.log(value / least) / Math.log(greatest / least)
                : (value - least) / (greatest - least);
    }

    /** Round values to mark. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = Math.pow(10, Math.ceil(Math.log10(least))); tick <= greatest; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double step = step((greatest - least) / LINEAR_TICKS);
        for (int i = 0; i * step <= greatest; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double step : STEPS) {
            if (step * power >= least) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /** A value in a few characters. */
    static String text(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,d", Math.round(value)).replace(',', ' ');
        }
        return value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.3g", value).replaceAll("0+$", "");
    }
}

package eu.qlpipeline.signing.client.internal.cli.load;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;

/** A line on a terminal that fills up. */
public final class ProgressBar implements LongConsumer {

    private static final int WIDTH = 30;
    private static final int PERCENT = 100;

    private final PrintWriter out;
    private final long total;

    /** A bar for that many steps. */
    public ProgressBar(PrintWriter out, long total) {
        this.out = out;
        this.total = total;
    }

    @Override
    public void accept(long done) {
        int filled = (int) (done * WIDTH / total);
        out.printf(
                Locale.ROOT,
                "\r[%s%s] %3d %%  %d of %d verified",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                done * PERCENT / total,
                done,
                total);
        out.flush();
    }

    /** Leaves the line as it is and goes to the next. */
    public void end() {
        out.println();
        out.flush();
    }
}

package eu.qlpipeline.signing.bench.measure;

import java.io.PrintStream;
import java.util.Locale;

/** Says on a stream what is going on, with the time since the start. */
public final class Progress {

    private final PrintStream stream;
    private final long startNanos = System.nanoTime();

    /** Progress on that stream. */
    public Progress(PrintStream stream) {
        this.stream = stream;
    }

    /** Says one line. */
    public void say(String line) {
        long seconds = (System.nanoTime() - startNanos) / 1_000_000_000;
        stream.printf(Locale.ROOT, "%3d:%02d  %s%n", seconds / 60, seconds % 60, line);
    }
}

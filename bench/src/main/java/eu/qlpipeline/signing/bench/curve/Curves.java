package eu.qlpipeline.signing.bench.curve;

import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.measure.Curve;
import java.util.List;

/** All curves, in the order in which they run. */
public final class Curves {

    private static final List<Integer> SINGLE = List.of(1, 2, 4, 16, 64, 256);
    private static final List<Integer> BATCHED = List.of(64, 128, 256, 512, 1024, 2048, 4096, 8192);

    private Curves() {}

    /** The curves. */
    public static List<Curve> all() {
        return List.of(
                new InFlightSweep("sweep_raw_unary", SINGLE, Callers::raw),
                new InFlightSweep("sweep_batch_unary", BATCHED, Callers::bound),
                new InFlightSweep("sweep_batch_stream", BATCHED, Callers::stream),
                new CallerGrowth(),
                new CertificateGrowth());
    }
}

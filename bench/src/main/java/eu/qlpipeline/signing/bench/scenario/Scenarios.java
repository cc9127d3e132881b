package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.scenario.Throughput.Limits;
import eu.qlpipeline.signing.bench.tls.TlsHandshake;
import java.util.List;

/** All scenarios, in the order in which they run. */
public final class Scenarios {

    private Scenarios() {}

    /** The scenarios with fixed names. */
    public static List<Scenario> all() {
        return List.of(
                new RawAlone(),
                new OneAtATime(),
                new Throughput("raw_unary_16", 16, Limits.of(Limit.atLeast(0.93)), Callers::raw),
                new Throughput("bound_unary_16", 16, Limits.of(Limit.NONE), Callers::bound),
                new Throughput(
                        "batch_unary_1024", 1024, new Limits(Limit.atLeast(120), Limit.atMost(8)), Callers::bound),
                new Throughput(
                        "batch_stream_1024", 1024, new Limits(Limit.atLeast(250), Limit.atMost(4)), Callers::stream),
                new SlowToken(),
                new TlsHandshake(),
                new VerificationOnly(),
                new Overload(),
                new Fairness(),
                new Startup(),
                new Memory());
    }

    /** What further limits are about, besides those with fixed names. */
    public static List<Scenario> further() {
        return List.of(
                new AuditCost("audit_raw", 16, Limit.atLeast(0.97), Callers::raw),
                new AuditCost("audit_batch", 1024, Limit.atLeast(0.85), Callers::stream));
    }
}

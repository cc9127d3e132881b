package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RawLoop;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.util.List;

/** The raw loop itself on one thread, over what {@code openssl speed} signs on one core with a key in memory. */
final class RawAlone implements Scenario {

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(
                "raw_loop",
                "signatures of the raw loop on one thread over those of openssl speed rsa4096",
                "1/s",
                Limit.NONE));
    }

    @Override
    public Running open(Stand stand) {
        return () -> {
            RawLoop raw = stand.bed().raw(1, stand.pace().raw());
            double openssl = OpenSslSpeed.run(stand).signsPerSecond();
            return List.of(new Reading(raw.perSecond() / openssl, raw.perSecond(), raw.latencies()));
        };
    }
}

package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RawLoop;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is below everything else: the raw loop on one thread, over what {@code openssl speed} signs on one core with a key in
 * memory; one C_Sign after a pause, as a server has it between requests; and the flush of one small record to the disk.
 */
final class RawAlone implements Scenario {

    private static final Duration PAUSE = Duration.ofMillis(3);

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "raw_loop",
                        "signatures of the raw loop on one thread over those of openssl speed rsa4096",
                        "1/s",
                        Limit.NONE),
                new Figure(
                        "raw_loop_paused",
                        "median C_Sign where 3 ms of nothing come before each, over that without",
                        "ms",
                        Limit.NONE),
                new Figure(
                        "disk_flush",
                        "median of an append of 300 bytes with fdatasync, 3 ms of nothing before each, over one C_Sign",
                        "ms",
                        Limit.NONE));
    }

    @Override
    public Running open(Stand stand) {
        Path file = stand.bed().folder("flushes").resolve("appended");
        return () -> {
            RawLoop raw = stand.bed().raw(1, stand.pace().raw());
            double openssl = OpenSslSpeed.run(stand).signsPerSecond();
            RawLoop paused = stand.bed().rawWithPauses(stand.pace().raw(), PAUSE);
            double flush = DiskFlush.medianMillis(file, PAUSE);
            return List.of(
                    new Reading(raw.perSecond() / openssl, raw.perSecond(), raw.latencies()),
                    new Reading(
                            paused.signingMillis() / raw.signingMillis(), paused.signingMillis(), paused.latencies()),
                    Reading.of(flush / raw.signingMillis(), flush));
        };
    }
}

package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the records of a log in their order; verifies nothing but that each is one. */
public final class LogReading {

    private LogReading() {}

    /**
     * Hands over each record. An unfinished record at the end of the log is left out.
     *
     * @throws DamageException where a file holds what is no record, or one that is not the last ends within a record
     * @throws IOException if a file cannot be read
     */
    public static void read(LogDirectory directory, Consumer<AuditRecord> target) throws IOException, DamageException {
        List<SegmentName> segments = directory.segments();
        for (SegmentName segment : segments) {
            try (SegmentReader reader = SegmentReader.open(directory.path(), segment)) {
                for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                    target.accept(frame.get().decode(segment));
                }
            } catch (DamageException e) {
                if (!e.isTorn() || !segment.equals(segments.get(segments.size() - 1))) {
                    throw e;
                }
            }
        }
    }
}

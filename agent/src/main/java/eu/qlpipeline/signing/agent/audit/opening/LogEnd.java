package eu.qlpipeline.signing.agent.audit.opening;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a log ends.
 *
 * @param origin its name
 * @param frontier the right edge of its tree
 * @param segment its newest segment
 * @param length of that, in bytes, without what was not written to its end
 */
public record LogEnd(Origin origin, LogFrontier frontier, SegmentName segment, long length) {

    /** How many records there are. */
    public long records() {
        return frontier.head().size();
    }

    /**
     * Reads where a log ends, and changes nothing; empty where there is none. Only the newest segment and the end of the newest
     * checkpoints are read. An agent may write the log meanwhile.
     *
     * @throws DamageException if something is not as an agent leaves it, but for a record that was not written to its end
     */
    public static Optional<LogEnd> read(LogDirectory directory) throws IOException, DamageException {
        // First: what an agent signs meanwhile is of records that are read afterwards.
        List<SegmentName> signed = directory.checkpoints();
        Optional<SignedCheckpoint> newest = new CheckpointStore(directory).newest();
        Optional<SegmentName> segment = directory.newest();
        if (segment.isPresent()) {
            return Optional.of(end(directory, segment.get(), newest));
        }
        if (!signed.isEmpty()) {
            throw DamageException.corrupt(
                    signed.get(signed.size() - 1).checkpoints(),
                    0,
                    "checkpoints: of segments that are not there (expected: 1 or more of them, or no checkpoints)");
        }
        return Optional.empty();
    }

    private static LogEnd end(LogDirectory directory, SegmentName newest, Optional<SignedCheckpoint> checkpoint)
            throws IOException, DamageException {
        try (SegmentReader reader = SegmentReader.open(directory.path(), newest)) {
            LogFrontier frontier = reader.header().frontier();
            long size = reader.header().first();
            long signedSize = checkpoint.map(signed -> signed.head().size()).orElse(-1L);
            for (Optional<Frame> frame = reader.nextWhole(); frame.isPresent(); frame = reader.nextWhole()) {
                requireNext(newest, frame.get(), size);
                frontier.append(frame.get().content());
                size++;
                if (size == signedSize) {
                    requireHead(
                            newest,
                            reader.offset(),
                            frontier.head(),
                            checkpoint.get().head());
                }
            }
            requireAll(newest, reader.offset(), size, signedSize);
            return new LogEnd(reader.header().origin(), frontier, newest, reader.offset());
        }
    }

    private static void requireNext(SegmentName segment, Frame frame, long sequence) throws DamageException {
        AuditRecord logRecord = frame.decode(segment);
        if (logRecord.sequence() != sequence) {
            throw DamageException.corrupt(
                    segment.file(),
                    frame.offset(),
                    "sequence: " + logRecord.sequence() + " (expected: " + sequence + ")");
        }
    }

    private static void requireHead(SegmentName segment, long offset, TreeHead found, TreeHead signed)
            throws DamageException {
        if (!found.equals(signed)) {
            throw DamageException.corrupt(
                    segment.file(), offset, "records: not those of the newest checkpoint (expected: " + signed + ")");
        }
    }

    private static void requireAll(SegmentName segment, long offset, long size, long signedSize)
            throws DamageException {
        if (signedSize > size) {
            throw DamageException.corrupt(
                    segment.file(),
                    offset,
                    "records: end after " + size + " (expected: " + signedSize
                            + ", which the newest checkpoint signs)");
        }
    }
}

package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.MalformedRecordException;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Finds the end of a log. Only a record that was not written to its end is cut: it was never acknowledged. Whatever else is
 * not as an agent leaves it is refused, and left as it is. Only the newest segment and the end of the newest checkpoints are
 * read.
 */
final class LogOpening {

    private static final int NAME_BYTES = 16;

    private final LogDirectory directory;
    private final SecureRandom random;

    LogOpening(LogDirectory directory, SecureRandom random) {
        this.directory = directory;
        this.random = random;
    }

    /**
     * The end of the log; a new log where there is none.
     *
     * @throws AgentException (CONFIGURATION) if the log is damaged, or cannot be read or written
     */
    LogEnd open() {
        try {
            directory.removeDrafts();
            CheckpointStore checkpoints = new CheckpointStore(directory);
            checkpoints.repair();
            List<SegmentName> segments = directory.segments();
            if (segments.isEmpty()) {
                requireNoCheckpoints();
                return begin();
            }
            return end(segments.get(segments.size() - 1), checkpoints.newest());
        } catch (DamageException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "audit.directory: " + directory.path() + ": " + e.file() + " at byte " + e.offset() + ": "
                            + e.getMessage(),
                    e,
                    "see all that is wrong with: signing-agent audit verify",
                    "keep the directory as evidence; to serve meanwhile, set another audit.directory");
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /** Records that the log was opened; returns when that is durable. */
    static void begin(GroupWriter writer, LogDirectory directory) {
        try {
            writer.opened();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static AgentException unusable(LogDirectory directory, IOException e) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                "audit.directory: " + directory.path() + " cannot be read or written: " + e,
                e,
                "check the disk, the directory, its owner and its mode");
    }

    private void requireNoCheckpoints() throws IOException, DamageException {
        List<SegmentName> names = directory.checkpoints();
        if (!names.isEmpty()) {
            throw DamageException.corrupt(
                    names.get(names.size() - 1).checkpoints(),
                    0,
                    "checkpoints: of segments that are not there (expected: 1 or more of them, or no checkpoints)");
        }
    }

    private LogEnd begin() throws IOException {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        var origin = new Origin("signing-agent-audit/" + HexFormat.of().formatHex(name));
        SegmentFile segment = SegmentFile.create(directory, new SegmentHeader(origin, 0, List.of()));
        return new LogEnd(origin, LogFrontier.empty(), segment);
    }

    private LogEnd end(SegmentName newest, Optional<SignedCheckpoint> checkpoint) throws IOException, DamageException {
        try (SegmentReader reader = SegmentReader.open(directory.path(), newest)) {
            LogFrontier frontier = reader.header().frontier();
            long size = reader.header().first();
            long signedSize = checkpoint.map(signed -> signed.head().size()).orElse(-1L);
            try {
                for (Optional<Frame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
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
            } catch (DamageException e) {
                if (!e.isTorn()) {
                    throw e;
                }
            }
            requireAll(newest, reader.offset(), size, signedSize);
            SegmentFile segment = SegmentFile.reopen(directory, newest, reader.offset());
            return new LogEnd(reader.header().origin(), frontier, segment);
        }
    }

    private static void requireNext(SegmentName segment, Frame frame, long sequence) throws DamageException {
        AuditRecord logRecord;
        try {
            logRecord = RecordCodec.decode(frame.content());
        } catch (MalformedRecordException e) {
            throw DamageException.corrupt(segment.file(), frame.offset(), e);
        }
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

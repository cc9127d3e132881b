package eu.qlpipeline.signing.agent.audit.receipt;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.audit.Result;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import eu.qlpipeline.signing.contract.merkle.LogTree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Proves a record under the first checkpoint that covers it and is of the key that signed the record; where there is none, under
 * the first of any, which shows that the log has the record, but which no verifier takes. A segment begins with the edge of the log before it, so no
 * earlier one is read. Confined to one thread.
 */
final class ReceiptMaker {

    private static final int RECORDS_BETWEEN_LOOKS = 1024;

    private final LogDirectory directory;
    private final CheckpointStore checkpoints;
    private final BooleanSupplier abandoned;

    ReceiptMaker(LogDirectory directory, BooleanSupplier abandoned) {
        this.directory = directory;
        this.checkpoints = new CheckpointStore(directory);
        this.abandoned = abandoned;
    }

    /**
     * The receipt; empty where no checkpoint covers the record.
     *
     * @throws AgentException (DEADLINE_EXCEEDED) if nobody waits for it any more
     */
    Optional<Receipt> make(RecordSearch.Found found) throws IOException, DamageException, ReceiptException {
        List<SegmentName> segments = directory.segments().stream()
                .filter(segment -> segment.compareTo(found.segment()) >= 0)
                .toList();
        long index = found.outcome().sequence();
        CertificateFingerprint signer = ((Result.Signed) found.outcome().result()).certificate();
        Optional<SignedCheckpoint> covering =
                covering(segments, index, checkpoint -> checkpoint.certificate().equals(signer));
        if (covering.isEmpty()) {
            covering = covering(segments, index, any -> true);
        }
        if (covering.isEmpty()) {
            return Optional.empty();
        }
        var nodes = new ProofNodes(index);
        LogFrontier frontier = read(segments, covering.get(), nodes);
        nodes.edge(frontier.head().size(), frontier.peaks());
        byte[] path =
                new LogTree(nodes, frontier.head().size()).inclusion(index).path();
        return Optional.of(Receipt.of(RecordCodec.encode(found.outcome()), index, path, covering.get()));
    }

    private Optional<SignedCheckpoint> covering(
            List<SegmentName> segments, long index, Predicate<SignedCheckpoint> fitting)
            throws IOException, DamageException {
        for (SegmentName segment : segments) {
            requireWanted();
            Optional<SignedCheckpoint> covering = checkpoints.firstBeyond(segment, index, fitting);
            if (covering.isPresent()) {
                return covering;
            }
        }
        return Optional.empty();
    }

    private LogFrontier read(List<SegmentName> segments, SignedCheckpoint checkpoint, ProofNodes nodes)
            throws IOException, DamageException {
        @Nullable LogFrontier frontier = null;
        long size = checkpoint.head().size();
        SegmentName last = segments.get(0);
        long end = 0;
        long taken = last.first();
        for (SegmentName segment : segments) {
            if (segment.first() != taken) {
                break;
            }
            try (SegmentReader reader = SegmentReader.open(directory.path(), segment)) {
                if (frontier == null) {
                    frontier = reader.header().frontier();
                    nodes.edge(taken, reader.header().edge());
                }
                for (Optional<Frame> frame = Optional.empty(); taken < size; taken++) {
                    frame = reader.nextWhole();
                    if (frame.isEmpty()) {
                        break;
                    }
                    if (taken % RECORDS_BETWEEN_LOOKS == 0) {
                        requireWanted();
                    }
                    frontier.append(frame.get().content(), nodes);
                }
                last = segment;
                end = reader.offset();
                if (taken == size) {
                    requireHead(last, end, frontier.head(), checkpoint);
                    return frontier;
                }
            }
        }
        throw DamageException.corrupt(
                last.file(),
                end,
                "segments: none has record " + taken + " (expected: all of the first " + size
                        + ", which the checkpoint signs)");
    }

    private void requireWanted() {
        if (abandoned.getAsBoolean()) {
            throw new AgentException(ReasonCode.DEADLINE_EXCEEDED, "deadline: passed while the receipt was made");
        }
    }

    private static void requireHead(SegmentName segment, long offset, TreeHead found, SignedCheckpoint checkpoint)
            throws DamageException {
        if (!found.equals(checkpoint.head())) {
            throw DamageException.corrupt(
                    segment.file(),
                    offset,
                    "records: not those of the checkpoint of " + checkpoint.time() + " (expected: the same)");
        }
    }
}

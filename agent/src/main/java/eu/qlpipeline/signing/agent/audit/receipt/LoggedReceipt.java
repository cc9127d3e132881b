package eu.qlpipeline.signing.agent.audit.receipt;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.Result;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The receipt of one record of a log that is at hand, whoever asked for the signature: for parts of a log that no agent has any
 * more. It needs no key, since checkpoints are signed. The log may be written meanwhile.
 */
public final class LoggedReceipt {

    private LoggedReceipt() {}

    /**
     * Makes it from the files.
     *
     * @param sequence the number of the outcome
     * @throws AgentException (RECEIPT_NOT_FOUND) if there is no such record, or it is not of a signature; (RECEIPT_PENDING) if no
     *     checkpoint covers it
     * @throws DamageException if the log is damaged or lacks a part before the checkpoint, or its records are not those of that
     * @throws IOException if it cannot be read
     */
    public static Receipt of(LogDirectory directory, long sequence) throws IOException, DamageException {
        SegmentName segment = segment(directory.segments(), sequence);
        AuditRecord.Outcome outcome = signed(at(directory, segment, sequence), sequence);
        try {
            return new ReceiptMaker(directory, () -> false)
                    .make(new RecordSearch.Found(segment, outcome))
                    .orElseThrow(() -> new AgentException(
                            ReasonCode.RECEIPT_PENDING,
                            "record " + sequence + ": no checkpoint covers it yet (expected: one after it)",
                            "a running agent makes one within audit.checkpoint-minutes, and at its stop"));
        } catch (ReceiptException e) {
            throw DamageException.corrupt(segment.file(), 0, e);
        }
    }

    private static SegmentName segment(List<SegmentName> segments, long sequence) {
        return segments.stream()
                .filter(segment -> segment.first() <= sequence)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> absent(sequence));
    }

    private static AuditRecord at(LogDirectory directory, SegmentName segment, long sequence)
            throws IOException, DamageException {
        try (SegmentReader reader = SegmentReader.open(directory.path(), segment)) {
            Optional<Frame> frame = reader.nextWhole();
            for (long at = segment.first(); at < sequence && frame.isPresent(); at++) {
                frame = reader.nextWhole();
            }
            return frame.orElseThrow(() -> absent(sequence)).decode(segment);
        }
    }

    private static AuditRecord.Outcome signed(AuditRecord logRecord, long sequence) {
        if (logRecord instanceof AuditRecord.Outcome outcome && outcome.result() instanceof Result.Signed) {
            return outcome;
        }
        throw notFound(sequence, "not of a signature (expected: an outcome that is SIGNED)");
    }

    private static AgentException absent(long sequence) {
        return notFound(sequence, "not in this log (expected: the number of one of its records)");
    }

    private static AgentException notFound(long sequence, String why) {
        return new AgentException(
                ReasonCode.RECEIPT_NOT_FOUND,
                "record " + sequence + ": " + why,
                "see their numbers with: signing-agent audit show --outcome SIGNED");
    }
}

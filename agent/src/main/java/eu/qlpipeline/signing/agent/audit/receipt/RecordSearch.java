package eu.qlpipeline.signing.agent.audit.receipt;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.MalformedRecordException;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.audit.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Looks for one caller's record of one signature in the files of a log, around the time that the caller names. The log may be
 * written meanwhile. Confined to one thread.
 */
final class RecordSearch {

    private static final long WINDOW_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int FRAMES_BETWEEN_LOOKS = 1024;

    private final LogDirectory directory;
    private final String caller;
    private final ReceiptQuery query;
    private final BooleanSupplier abandoned;

    RecordSearch(LogDirectory directory, String caller, ReceiptQuery query, BooleanSupplier abandoned) {
        this.directory = directory;
        this.caller = caller;
        this.query = query;
        this.abandoned = abandoned;
    }

    /**
     * A record with the segment it is in.
     *
     * @param segment the segment
     * @param outcome the record
     */
    record Found(SegmentName segment, AuditRecord.Outcome outcome) {}

    /** The record; empty where there is none, or nobody waits for it any more. */
    Optional<Found> find() throws IOException, DamageException {
        List<SegmentName> segments = directory.segments();
        for (int i = segments.size() - 1; i >= 0 && !abandoned.getAsBoolean(); i--) {
            try (SegmentReader reader = SegmentReader.open(directory.path(), segments.get(i))) {
                Optional<Frame> first = next(reader);
                if (first.isEmpty() || first.get().timeMillis() > query.answeredAtMillis() + WINDOW_MILLIS) {
                    continue;
                }
                Optional<AuditRecord.Outcome> found = within(first, reader);
                if (found.isPresent()) {
                    return Optional.of(new Found(segments.get(i), found.get()));
                }
                if (first.get().timeMillis() < query.answeredAtMillis() - WINDOW_MILLIS) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private Optional<AuditRecord.Outcome> within(Optional<Frame> first, SegmentReader reader)
            throws IOException, DamageException {
        int looked = 0;
        for (Optional<Frame> frame = first; frame.isPresent(); frame = next(reader)) {
            if (++looked % FRAMES_BETWEEN_LOOKS == 0 && abandoned.getAsBoolean()) {
                break;
            }
            // Few frames name the signature; only those are worth decoding.
            if (frame.get().endsIn(query.signature())) {
                Optional<AuditRecord.Outcome> outcome = own(frame.get());
                if (outcome.isPresent()) {
                    return outcome;
                }
            }
        }
        return Optional.empty();
    }

    /** What the writer has not finished is not there yet. */
    static Optional<Frame> next(SegmentReader reader) throws IOException, DamageException {
        try {
            return reader.next();
        } catch (DamageException e) {
            if (e.isTorn()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<AuditRecord.Outcome> own(Frame frame) {
        try {
            if (RecordCodec.decode(frame.content()) instanceof AuditRecord.Outcome outcome
                    && outcome.result() instanceof Result.Signed signed
                    && signed.signature().equals(query.signature())
                    && outcome.request().challenge().equals(query.challenge())
                    && outcome.request().caller().equals(caller)) {
                return Optional.of(outcome);
            }
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}

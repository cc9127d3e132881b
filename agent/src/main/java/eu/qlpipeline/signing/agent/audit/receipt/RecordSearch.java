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
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Looks for one caller's record of one signature in the files of a log: in those of the time that the caller names, and where
 * it is in none of them, in those beside them whatever their times, as the clock may have been ahead, or have been set back.
 * Of the latter there are {@value #MOST_BESIDE} at the most, so that who asks for what does not exist never has the whole log
 * read. The log may be written meanwhile. Confined to one thread.
 */
final class RecordSearch {

    private static final System.Logger LOG = System.getLogger(RecordSearch.class.getName());
    private static final long WINDOW_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int MOST_BESIDE = 4;
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
        var read = new BitSet();
        int i = segments.size() - 1;
        for (; i >= 0 && !abandoned.getAsBoolean(); i--) {
            try (SegmentReader reader = SegmentReader.open(directory.path(), segments.get(i))) {
                Optional<Frame> first = reader.nextWhole();
                if (first.isEmpty() || first.get().timeMillis() > query.answeredAtMillis() + WINDOW_MILLIS) {
                    continue;
                }
                Optional<AuditRecord.Outcome> found = within(first, reader);
                if (found.isPresent()) {
                    return Optional.of(new Found(segments.get(i), found.get()));
                }
                read.set(i);
                if (first.get().timeMillis() < query.answeredAtMillis() - WINDOW_MILLIS) {
                    break;
                }
            }
        }
        return beside(segments, i, read);
    }

    /** The nearest first, to either side of where the search by times ended. */
    private Optional<Found> beside(List<SegmentName> segments, int place, BitSet read) throws IOException {
        int left = MOST_BESIDE;
        for (int step = 1; step <= segments.size() && left > 0; step++) {
            for (int i : new int[] {place + step, place - step}) {
                if (i < 0 || i >= segments.size() || read.get(i) || left == 0) {
                    continue;
                }
                if (abandoned.getAsBoolean()) {
                    return Optional.empty();
                }
                left--;
                Optional<Found> found = readable(segments.get(i));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What is damaged beside the time that the caller names is no reason not to look further, nor to say that the log cannot be
     * read.
     */
    private Optional<Found> readable(SegmentName segment) throws IOException {
        try (SegmentReader reader = SegmentReader.open(directory.path(), segment)) {
            return within(reader.nextWhole(), reader).map(outcome -> new Found(segment, outcome));
        } catch (DamageException damaged) {
            LOG.log(System.Logger.Level.DEBUG, "receipt: passed over: {0}", damaged.getMessage());
            return Optional.empty();
        }
    }

    private Optional<AuditRecord.Outcome> within(Optional<Frame> first, SegmentReader reader)
            throws IOException, DamageException {
        int looked = 0;
        for (Optional<Frame> frame = first; frame.isPresent(); frame = reader.nextWhole()) {
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

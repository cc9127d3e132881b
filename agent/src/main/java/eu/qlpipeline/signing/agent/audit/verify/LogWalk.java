package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way through a log, from its first record to its last. After a finding it goes on: with the next record where that can
 * be told, otherwise with the next segment. Confined to one thread.
 */
final class LogWalk {

    private final LogDirectory directory;
    private final Findings findings;
    private final TreeCheck tree;
    private final Checkpoints checkpoints;
    private final OpenRequests requests = new OpenRequests();

    private @Nullable SegmentHeader first;
    private Place end = new Place("log", 0, 0);
    private long next;

    /** Whether all up to here was read, so that the next header has to continue it. */
    private boolean whole = true;

    /** Whether all was read up to where the last file that was not read to its end breaks off: behind that nothing is. */
    private boolean torn;

    LogWalk(LogDirectory directory, Checkpoints checkpoints, Findings findings) {
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.findings = findings;
        this.tree = new TreeCheck(checkpoints, findings);
    }

    Verification walk(List<SegmentName> segments, boolean live) throws IOException {
        for (SegmentName segment : segments) {
            try (SegmentReader reader = SegmentReader.open(directory.path(), segment)) {
                header(segment, reader);
                records(segment, reader, live && segment.equals(segments.get(segments.size() - 1)));
            } catch (DamageException e) {
                findings.add(e, whole ? next : segment.first());
                torn = whole && e.isTorn();
                whole = false;
            }
        }
        if (segments.isEmpty()) {
            findings.add(Kind.GAP, end, "segments: none in " + directory.path() + " (expected: 1 or more)");
        }
        if (first != null) {
            checkpoints.requireOrder(segments);
        }
        tail(live);
        return new Verification(
                first == null ? "" : first.origin().value(),
                next,
                tree.checked(),
                tree.signed(),
                tree.unsigned().or(() -> next == tree.signed() ? Optional.empty() : Optional.of(end)),
                tree.unsignedSince(),
                findings.all(),
                findings.more());
    }

    private void header(SegmentName segment, SegmentReader reader) {
        SegmentHeader header = reader.header();
        Place place = new Place(segment.file(), 0, header.first());
        if (first == null) {
            first = header;
            checkpoints.requireOrigin(header.origin());
        } else if (!first.origin().equals(header.origin())) {
            findings.add(
                    Kind.DAMAGED,
                    place,
                    "origin: " + header.origin().value() + " (expected: "
                            + first.origin().value() + ")");
        }
        if (whole && header.first() != next) {
            findings.add(
                    Kind.GAP,
                    place,
                    "first sequence: " + header.first() + " (expected: " + next + "): a segment is missing");
            whole = false;
        }
        if (!whole) {
            tree.resume(header);
            requests.forget(header.first());
            next = header.first();
            whole = true;
        } else {
            tree.requireContinued(header, place);
        }
        end = new Place(segment.file(), reader.offset(), next);
    }

    private void records(SegmentName segment, SegmentReader reader, boolean growing)
            throws IOException, DamageException {
        for (Optional<Frame> frame = next(reader, growing); frame.isPresent(); frame = next(reader, growing)) {
            Place place = new Place(segment.file(), frame.get().offset(), next);
            AuditRecord logRecord = frame.get().decode(segment);
            if (logRecord.sequence() != next) {
                Kind kind = logRecord.sequence() > next ? Kind.GAP : Kind.ORDER;
                findings.add(kind, place, "sequence: " + logRecord.sequence() + " (expected: " + next + ")");
                next = logRecord.sequence();
                tree.lose();
            }
            requests.next(logRecord).ifPresent(message -> findings.add(Kind.OUTCOME, place, message));
            tree.append(frame.get().content(), place, logRecord.time());
            next++;
            end = new Place(segment.file(), frame.get().end(), next);
        }
    }

    private static Optional<Frame> next(SegmentReader reader, boolean growing) throws IOException, DamageException {
        return growing ? reader.nextWhole() : reader.next();
    }

    private void tail(boolean live) {
        if (!whole && !torn) {
            return;
        }
        Optional<Checkpoints.Signed> beyond = checkpoints.beyond(next);
        if (beyond.isPresent()) {
            findings.add(
                    Kind.TAIL_REMOVED,
                    end,
                    "records: end here (expected: " + beyond.get().head().size() + ", which " + beyond.get()
                            + " signs)");
        } else if (!live && findings.isEmpty() && tree.signed() < next) {
            findings.add(
                    Kind.TAIL_UNSIGNED,
                    tree.unsigned().orElse(end),
                    "records: " + (next - tree.signed())
                            + " from here to the end are signed by no checkpoint (expected: none)");
        }
    }
}

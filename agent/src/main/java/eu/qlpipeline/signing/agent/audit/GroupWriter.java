package eu.qlpipeline.signing.agent.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of the log: writes groups of records, makes each durable at once, and keeps the right edge of the tree over what
 * is durable. Confined to one thread, but for {@link #head}.
 */
final class GroupWriter implements Closeable {

    /** How many records may be written and not durable. */
    static final int MOST_UNFORCED = 8192;

    private static final int BUFFER = 1 << 18;
    private static final long LONGEST_UNFORCED_NANOS = 500_000_000;

    private final LogDirectory directory;
    private final Origin origin;
    private final int segmentBytes;
    private final Clock clock;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer scratch = ByteBuffer.allocate(RecordCodec.LONGEST);
    /** What was written and is not in the tree. */
    private final List<byte[]> written = new ArrayList<>();
    /** When the first of it was written. */
    private long writtenSince;

    @GuardedBy("this")
    private final LogFrontier frontier;

    @GuardedBy("this")
    private long inTree;

    private SegmentFile segment;
    private long next;
    private long opening;

    GroupWriter(LogDirectory directory, int segmentBytes, Clock clock, LogEnd end) {
        this.directory = directory;
        this.origin = end.origin();
        this.segmentBytes = segmentBytes;
        this.clock = clock;
        this.frontier = end.frontier();
        this.segment = end.segment();
        this.inTree = end.frontier().head().size();
        this.next = inTree;
    }

    /** The name of the log. */
    Origin origin() {
        return origin;
    }

    /** Size and root of the tree over what is durable. Safe for use by several threads. */
    synchronized TreeHead head() {
        return frontier.head();
    }

    /** The number of records in the tree. */
    synchronized long size() {
        return inTree;
    }

    /** Records that the log was opened, and that so many bytes were cut then; returns when that is durable. */
    void opened(long cutBytes) throws IOException {
        append(new AuditRecord.Opened(next, clock.millis(), cutBytes));
        seal();
    }

    /** Writes a group; returns when it is durable if somebody waits for it or it is overdue, or else when it is written. */
    void write(List<Submission> group) throws IOException {
        if (next > segment.name().first() && segment.isFull(segmentBytes)) {
            rotate();
        }
        for (Submission submission : group) {
            for (JournalledRequest request : submission.intents()) {
                intent(request, submission.timeMillis());
            }
            for (Conclusion conclusion : submission.conclusions()) {
                outcome(conclusion, submission.timeMillis());
            }
        }
        flush();
        if (group.stream().anyMatch(Submission::isAwaited) || isOverdue()) {
            force();
        }
    }

    /** Whether there are records that were written half a second ago, or very many, and are not durable. */
    boolean isOverdue() {
        return !written.isEmpty()
                && (written.size() >= MOST_UNFORCED || System.nanoTime() - writtenSince >= LONGEST_UNFORCED_NANOS);
    }

    private void intent(JournalledRequest request, long timeMillis) throws IOException {
        request.placed(next, opening);
        append(new AuditRecord.Intent(next, timeMillis, request.facts()));
    }

    private void outcome(Conclusion conclusion, long timeMillis) throws IOException {
        JournalledRequest request = conclusion.request();
        if (!request.isPlaced(opening)) {
            // Its intent was cut together with what could not be written.
            intent(request, timeMillis);
        }
        append(new AuditRecord.Outcome(next, timeMillis, request.sequence(), request.facts(), conclusion.result()));
    }

    private void append(AuditRecord logRecord) throws IOException {
        byte[] content = RecordCodec.encode(logRecord, scratch);
        if (buffer.remaining() < Frame.LONGEST) {
            flush();
        }
        Frame.put(buffer, content);
        if (written.isEmpty()) {
            writtenSince = System.nanoTime();
        }
        written.add(content);
        next++;
    }

    private void flush() throws IOException {
        segment.append(buffer.flip());
        buffer.clear();
    }

    private void force() throws IOException {
        flush();
        segment.force();
    }

    /** Takes what is durable into the tree. */
    synchronized void settle() {
        if (segment.durable() == segment.length()) {
            written.forEach(frontier::append);
            inTree += written.size();
            written.clear();
        }
    }

    /** Makes all that was written durable, and takes it into the tree. */
    void seal() throws IOException {
        force();
        settle();
    }

    private void rotate() throws IOException {
        seal();
        SegmentHeader header;
        synchronized (this) {
            header = new SegmentHeader(origin, next, frontier.peaks());
        }
        SegmentFile fresh = SegmentFile.create(directory, header);
        segment.close();
        segment = fresh;
    }

    /**
     * Goes on after a failure: cuts what is not known to be durable, and begins anew.
     *
     * @throws IOException if the disk still refuses; nothing has changed then
     */
    void recover() throws IOException {
        buffer.clear();
        written.clear();
        next = size();
        opening++;
        segment.close();
        for (SegmentName name : directory.segments()) {
            // One that a rotation began and could not finish; it holds no record.
            if (name.compareTo(segment.name()) > 0) {
                directory.delete(name);
            }
        }
        segment = SegmentFile.reopen(directory, segment.name(), segment.durable());
        opened(0);
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}

package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.disk.FreeSpace;
import eu.qlpipeline.signing.agent.audit.opening.OpenLog;
import eu.qlpipeline.signing.agent.audit.opening.OwnEnd;
import eu.qlpipeline.signing.agent.audit.segment.ContinuedException;
import eu.qlpipeline.signing.agent.audit.segment.DurableTree;
import eu.qlpipeline.signing.agent.audit.segment.FilePlace;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;

/**
 * The end of the log: writes groups of records, makes each durable at once, and keeps the right edge of the tree over what
 * is durable. Confined to one thread, but for {@link #head}, {@link #size} and {@link FreeSpace#bytes}.
 */
final class GroupWriter implements Closeable {

    private static final int BUFFER = 1 << 18;

    private final LogDirectory directory;
    private final LogLock lock;
    private final Origin origin;
    private final int segmentBytes;
    private final Clock clock;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer scratch = ByteBuffer.allocate(RecordCodec.LONGEST);
    private final FreeSpace free;
    private final DurableTree tree;
    private final OwnEnd own;

    private SegmentFile segment;
    private long next;
    private long opening;
    /** How many bytes were cut that no record tells of yet. */
    private long cut;

    GroupWriter(LogDirectory directory, LogLock lock, int segmentBytes, Clock clock, OpenLog log) {
        this.directory = directory;
        this.lock = lock;
        this.origin = log.origin();
        this.segmentBytes = segmentBytes;
        this.clock = clock;
        this.free = new FreeSpace(directory.path());
        this.tree = new DurableTree(log.frontier());
        this.segment = log.segment();
        this.own = new OwnEnd(directory, lock, origin);
        this.next = tree.size();
    }

    /** Size and root of the tree over what is durable. Safe for use by several threads. */
    TreeHead head() {
        return tree.head();
    }

    /** The number of records in the tree. Safe for use by several threads. */
    long size() {
        return tree.size();
    }

    /** The room on the disk, at which {@link #write} looks, and nobody else while nothing is written. */
    FreeSpace free() {
        return free;
    }

    /** Cuts what is not the log's, and records how much, and that the log was opened; returns when that is durable. */
    void opened() throws IOException {
        lock.requireInPlace();
        cut += segment.cutRest();
        append(new AuditRecord.Opened(next, clock.millis(), cut));
        seal();
        cut = 0;
    }

    /**
     * Writes a group, of none maybe; returns when it is durable if somebody waits for it or it is overdue, or else when it is
     * written.
     *
     * @throws FilePlace.MisplacedException if it would be where no reader of the log finds it; nothing is written then
     * @throws ContinuedException if another agent went on with the log; nothing is written then
     */
    void write(List<Submission> group) throws IOException {
        requireInPlace();
        free.look();
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
        if (group.stream().anyMatch(Submission::isAwaited) || tree.isOverdue()) {
            force();
        }
    }

    private void requireInPlace() throws IOException {
        lock.requireInPlace();
        segment.requireInPlace();
        segment.requireLength();
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
        tree.written(content);
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
    void settle() {
        if (segment.durable() == segment.length()) {
            tree.settle();
        }
    }

    /** Makes all that was written durable, and takes it into the tree. */
    void seal() throws IOException {
        force();
        settle();
    }

    private void rotate() throws IOException {
        seal();
        SegmentFile fresh = SegmentFile.create(directory, tree.header(origin));
        segment.close();
        segment = fresh;
    }

    /**
     * Goes on after a failure: takes a lock that was removed, cuts what is not known to be durable, and begins anew.
     *
     * @throws ContinuedException if another agent went on with the log; nothing has changed then
     * @throws IOException if the disk still refuses, has little room, or what is in the directory is not this log; nothing has
     *     changed then
     */
    void recover() throws IOException {
        SegmentFile before = segment;
        segment = own.reopen(before, tree);
        buffer.clear();
        tree.forget();
        next = size();
        opening++;
        before.close();
        opened();
    }

    @Override
    public void close() throws IOException {
        segment.close();
    }
}

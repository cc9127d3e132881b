package eu.qlpipeline.signing.agent.audit.segment;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The right edge of the tree over the durable records of a log, and the records that were written after them and are not known
 * to be durable. Confined to the thread that writes, but for {@link #head} and {@link #size}.
 */
public final class DurableTree {

    /** How many records may be written and not durable. */
    public static final int MOST_UNFORCED = 8192;

    private static final long LONGEST_UNFORCED_NANOS = Duration.ofMillis(500).toNanos();

    private final List<byte[]> written = new ArrayList<>();
    /** When the first of it was written. */
    private long writtenSince;

    @GuardedBy("this")
    private final LogFrontier frontier;

    @GuardedBy("this")
    private long size;

    /** The tree of that edge. */
    public DurableTree(LogFrontier frontier) {
        this.frontier = frontier;
        this.size = frontier.head().size();
    }

    /** Size and root of the tree over what is durable. Safe for use by several threads. */
    public synchronized TreeHead head() {
        return frontier.head();
    }

    /** The number of records in the tree. Safe for use by several threads. */
    public synchronized long size() {
        return size;
    }

    /** A record was written. */
    public void written(byte[] content) {
        if (written.isEmpty()) {
            writtenSince = System.nanoTime();
        }
        written.add(content);
    }

    /** What was written and is not in the tree, in its order. */
    public List<byte[]> unsettled() {
        return Collections.unmodifiableList(written);
    }

    /** Whether there are records that were written half a second ago, or very many, and are not durable. */
    public boolean isOverdue() {
        return !written.isEmpty()
                && (written.size() >= MOST_UNFORCED || System.nanoTime() - writtenSince >= LONGEST_UNFORCED_NANOS);
    }

    /** All that was written is durable. */
    public synchronized void settle() {
        written.forEach(frontier::append);
        size += written.size();
        written.clear();
    }

    /** What was written and is not in the tree is lost. */
    public void forget() {
        written.clear();
    }

    /** The header of the segment that goes on where all that was written is durable. */
    public synchronized SegmentHeader header(Origin origin) {
        return new SegmentHeader(origin, size, frontier.peaks());
    }
}

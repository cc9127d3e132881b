package eu.qlpipeline.signing.agent.audit.opening;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.ContinuedException;
import eu.qlpipeline.signing.agent.audit.segment.DurableTree;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;

/**
 * The end of a log as its writer left it when the disk refused. Before anything is cut it is held against the files: what the
 * writer did not write itself is somebody's evidence. Confined to one thread.
 */
public final class OwnEnd {

    private final LogDirectory directory;
    private final LogLock lock;
    private final Origin origin;

    /** The end of the log of that name, whose lock its writer has or had. */
    public OwnEnd(LogDirectory directory, LogLock lock, Origin origin) {
        this.directory = directory;
        this.lock = lock;
        this.origin = origin;
    }

    /**
     * Opens the end of the log anew, after what is durable: takes a lock that was removed, and cuts the rest.
     *
     * @param segment the newest segment
     * @param tree of what is durable, with what was written after it
     * @throws ContinuedException if another agent went on with the log; nothing was changed then
     * @throws IOException if a file is not in its place, or the disk still refuses or has little room
     */
    public SegmentFile reopen(SegmentFile segment, DurableTree tree) throws IOException {
        segment.requireInPlace();
        requireNobodyElse(segment, tree);
        lock.restore();
        lock.requireInPlace();
        // Until the lock was there, somebody else may have begun to write.
        requireNobodyElse(segment, tree);
        directory.requireRoom();
        directory.sync();
        SegmentHeader header = tree.header(origin);
        return newer(segment).isEmpty()
                ? SegmentFile.reopen(directory, segment.name(), segment.durable())
                : SegmentFile.reopen(directory, new SegmentName(header.first()), header.length());
    }

    /** Those after it: one at the most, where a rotation was begun and not finished. */
    private List<SegmentName> newer(SegmentFile segment) throws IOException {
        return directory.segments().stream()
                .filter(name -> name.compareTo(segment.name()) > 0)
                .toList();
    }

    private void requireNobodyElse(SegmentFile segment, DurableTree tree) throws IOException {
        requireOwn(segment, tree.unsettled());
        for (SegmentName name : newer(segment)) {
            if (!tree.header(origin).isAllOf(directory.path().resolve(name.file()))) {
                throw new ContinuedException(name + ": there (expected: no such file, or an empty segment)");
            }
        }
        new CheckpointStore(directory).requireNoneBeyond(tree.size());
    }

    /** After what is durable there is to be nothing but the beginning of those records, or zeros where the disk lost some of it. */
    private static void requireOwn(SegmentFile segment, List<byte[]> written) throws IOException {
        long found = Files.size(segment.path());
        long durable = segment.durable();
        if (found < durable) {
            throw new ContinuedException(segment.name() + ": " + found + " bytes (expected: " + durable + " or more)");
        }
        try (InputStream rest = new BufferedInputStream(Files.newInputStream(segment.path()))) {
            rest.skipNBytes(durable);
            ByteBuffer frame = ByteBuffer.allocate(Frame.LONGEST);
            for (byte[] content : written) {
                Frame.put(frame.clear(), content);
                requireOwn(segment, rest.readNBytes(frame.position()), frame.array());
            }
            requireOwn(segment, rest.readNBytes(1), new byte[0]);
        }
    }

    private static void requireOwn(SegmentFile segment, byte[] found, byte[] written) throws ContinuedException {
        for (int i = 0; i < found.length; i++) {
            if (i == written.length || (found[i] != written[i] && found[i] != 0)) {
                throw new ContinuedException(
                        segment.name() + ": other bytes after " + segment.durable() + " (expected: none)");
            }
        }
    }
}

package eu.qlpipeline.signing.agent.audit.segment;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A segment that is written to. Confined to one thread. */
public final class SegmentFile implements Closeable {

    private static final System.Logger LOG = System.getLogger(SegmentFile.class.getName());

    private final LogDirectory directory;
    private final SegmentName name;
    private final FileChannel channel;
    private final FilePlace place;
    private final File checkpoints;
    private final long rest;
    private long length;
    private long durable;
    private boolean cut;

    private SegmentFile(LogDirectory directory, SegmentName name, FileChannel channel, long length, long rest)
            throws IOException {
        this.directory = directory;
        this.name = name;
        this.checkpoints = directory.path().resolve(name.checkpoints()).toFile();
        this.channel = channel;
        this.place = FilePlace.of(path());
        this.rest = rest;
        this.length = length;
        this.durable = length;
    }

    /** Makes a segment; it appears with its whole header or not at all, and in the place of nothing. */
    public static SegmentFile create(LogDirectory directory, SegmentHeader header) throws IOException {
        var name = new SegmentName(header.first());
        Path draft = directory.path().resolve(name.file() + LogDirectory.DRAFT);
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(channel, header.encode());
            channel.force(true);
        }
        // Within one directory, so that it is one step; without the option that would replace a file.
        Files.move(draft, directory.path().resolve(name.file()));
        directory.sync();
        return reopen(directory, name, header.length());
    }

    /** Opens a segment to go on after that many bytes, once what follows is {@linkplain #cutRest cut}. */
    public static SegmentFile open(LogDirectory directory, SegmentName name, long length) throws IOException {
        Path path = directory.path().resolve(name.file());
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            long found = channel.size();
            if (found < length) {
                throw new IOException(name + ": " + found + " bytes (expected: " + length + " or more)");
            }
            channel.position(length);
            return new SegmentFile(directory, name, channel, length, found - length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** As {@link #open}; what follows is cut already. */
    public static SegmentFile reopen(LogDirectory directory, SegmentName name, long length) throws IOException {
        SegmentFile segment = open(directory, name, length);
        try {
            segment.cutRest();
            return segment;
        } catch (IOException e) {
            segment.close();
            throw e;
        }
    }

    /** The segment's name. */
    public SegmentName name() {
        return name;
    }

    /** Its file. */
    public Path path() {
        return directory.path().resolve(name.file());
    }

    /**
     * Cuts what followed when it was opened, unless that is done; returns how many bytes that was. The log says so.
     *
     * @throws IOException if it is not in its place any more, somebody else wrote to it since, or there is no room for a record that
     *     tells of the cut: nothing is cut then
     */
    @CanIgnoreReturnValue
    public long cutRest() throws IOException {
        if (!cut) {
            requireInPlace();
            requireSize(length + rest);
            if (rest > 0) {
                directory.requireRoom();
                LOG.log(System.Logger.Level.WARNING, "audit: {0}: {1} bytes at its end are cut", path(), rest);
            }
            channel.truncate(length);
            channel.force(true);
            cut = true;
        }
        return rest;
    }

    /** Length in bytes, with what is not yet durable. */
    public long length() {
        return length;
    }

    /** Whether it, or the file of the checkpoints beside it, has so many bytes: at little traffic that one is the larger. */
    public boolean isFull(long bytes) {
        return length >= bytes || checkpoints.length() >= bytes;
    }

    /** How many bytes are durable. */
    public long durable() {
        return durable;
    }

    /** Writes what remains in the buffer. */
    public void append(ByteBuffer frames) throws IOException {
        int size = frames.remaining();
        writeFully(channel, frames);
        length += size;
    }

    /** Makes all that was written durable. */
    public void force() throws IOException {
        channel.force(false);
        durable = length;
    }

    /**
     * Looks whether the file is where the log's readers find it.
     *
     * @throws FilePlace.MisplacedException if it, or the directory, was moved, replaced or removed
     */
    public void requireInPlace() throws FilePlace.MisplacedException {
        place.require();
    }

    /**
     * Looks whether the file is as long as this has made it.
     *
     * @throws ContinuedException if somebody else wrote to it
     */
    public void requireLength() throws IOException {
        requireSize(length);
    }

    private void requireSize(long expected) throws IOException {
        long found = channel.size();
        if (found != expected) {
            throw new ContinuedException(name + ": " + found + " bytes (expected: " + expected + ")");
        }
    }

    /** Writes all that remains in the buffer: a channel may take a part. */
    public static void writeFully(FileChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

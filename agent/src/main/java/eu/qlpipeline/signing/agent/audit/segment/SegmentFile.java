package eu.qlpipeline.signing.agent.audit.segment;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A segment that is written to. Confined to one thread. */
public final class SegmentFile implements Closeable {

    private final SegmentName name;
    private final FileChannel channel;
    private final FilePlace place;
    private final File checkpoints;
    private long length;
    private long durable;

    private SegmentFile(LogDirectory directory, SegmentName name, FileChannel channel, FilePlace place, long length) {
        this.name = name;
        this.checkpoints = directory.path().resolve(name.checkpoints()).toFile();
        this.channel = channel;
        this.place = place;
        this.length = length;
        this.durable = length;
    }

    /** Makes a segment; it appears with its whole header or not at all. */
    public static SegmentFile create(LogDirectory directory, SegmentHeader header) throws IOException {
        var name = new SegmentName(header.first());
        Path draft = directory.path().resolve(name.file() + LogDirectory.DRAFT);
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(channel, header.encode());
            channel.force(true);
        }
        Files.move(draft, directory.path().resolve(name.file()), StandardCopyOption.ATOMIC_MOVE);
        directory.sync();
        return reopen(directory, name, header.length());
    }

    /** Opens a segment to go on after that many bytes; what follows is cut. */
    public static SegmentFile reopen(LogDirectory directory, SegmentName name, long length) throws IOException {
        Path path = directory.path().resolve(name.file());
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            if (channel.size() < length) {
                throw new IOException(name + ": " + channel.size() + " bytes (expected: " + length + " or more)");
            }
            channel.truncate(length);
            channel.position(length);
            channel.force(true);
            return new SegmentFile(directory, name, channel, FilePlace.of(path), length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The segment's name. */
    public SegmentName name() {
        return name;
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

    static void writeFully(FileChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

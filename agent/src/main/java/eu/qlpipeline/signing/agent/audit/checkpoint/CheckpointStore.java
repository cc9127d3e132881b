package eu.qlpipeline.signing.agent.audit.checkpoint;

import eu.qlpipeline.signing.agent.audit.segment.ContinuedException;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.FilePlace;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The checkpoints beside a log: for each segment a file of those made while it was the newest, one after the other. */
public final class CheckpointStore {

    private final LogDirectory directory;
    private final Optional<LogLock> lock;

    private CheckpointStore(LogDirectory directory, Optional<LogLock> lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** The checkpoints beside that log, to be read; an agent may write them meanwhile. */
    public static CheckpointStore readOnly(LogDirectory directory) {
        return new CheckpointStore(directory, Optional.empty());
    }

    /** The checkpoints beside that log, written as long as the lock on it is in its place. */
    public static CheckpointStore writing(LogDirectory directory, LogLock lock) {
        return new CheckpointStore(directory, Optional.of(lock));
    }

    private void requireLock() throws FilePlace.MisplacedException {
        lock.orElseThrow(() -> new IllegalStateException("checkpoints: opened to be read (expected: to be written)"))
                .requireInPlace();
    }

    /**
     * A checkpoint with its place.
     *
     * @param file the name of the file
     * @param offset where it begins in the file, in bytes
     * @param checkpoint the checkpoint; its signature is not verified
     */
    public record Entry(String file, long offset, SignedCheckpoint checkpoint) {

        /** Where it ends. */
        long end() {
            return offset + CheckpointNote.encode(checkpoint).length;
        }
    }

    /**
     * Cuts a checkpoint that an agent did not write to its end, where an agent writes. Of the newest file only the end is read, so what is wrong
     * before its last whole checkpoint is not seen here, but by whoever verifies the log.
     *
     * @throws DamageException if what follows the last whole checkpoint is not the beginning of one, or there is none where
     *     it has to be
     */
    public void repair() throws IOException, DamageException {
        requireLock();
        List<SegmentName> names = directory.checkpoints();
        int newest = newestBeside(names);
        if (newest >= 0) {
            Path file = path(names.get(newest));
            long whole = last(file).map(Entry::end).orElse(0L);
            if (whole < Files.size(file)) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(whole).force(true);
                }
            }
        }
    }

    /** Which of them, in their order, is the last that is not of a later segment than there is; below 0 where none is. */
    private int newestBeside(List<SegmentName> names) throws IOException {
        List<SegmentName> segments = directory.segments();
        int at = segments.isEmpty() ? -1 : names.size() - 1;
        while (at >= 0 && names.get(at).compareTo(segments.get(segments.size() - 1)) > 0) {
            at--;
        }
        return at;
    }

    private Optional<Path> file(SegmentName segment) {
        return Optional.of(path(segment)).filter(Files::exists);
    }

    private Path path(SegmentName segment) {
        return directory.path().resolve(segment.checkpoints());
    }

    /**
     * The newest whole checkpoint; empty where there is none. A file beside which there is no segment counts as well: its checkpoints
     * are of records that were there.
     */
    public Optional<SignedCheckpoint> newest() throws IOException, DamageException {
        List<SegmentName> names = directory.checkpoints();
        int beside = newestBeside(names);
        Optional<SignedCheckpoint> newest = Optional.empty();
        for (int i = names.size() - 1; i >= 0 && (newest.isEmpty() || i >= beside); i--) {
            newest = Stream.concat(newest.stream(), last(path(names.get(i))).map(Entry::checkpoint).stream())
                    .max(Comparator.comparingLong(
                            checkpoint -> checkpoint.head().size()));
        }
        return newest;
    }

    private static Optional<Entry> last(Path file) throws IOException, DamageException {
        try (CheckpointFile checkpoints = CheckpointFile.open(file)) {
            return checkpoints.last();
        }
    }

    /** The first checkpoint beside a segment that is of more records than that. */
    public Optional<SignedCheckpoint> firstBeyond(SegmentName segment, long size) throws IOException, DamageException {
        Optional<Path> file = file(segment);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (CheckpointFile checkpoints = CheckpointFile.open(file.get())) {
            return checkpoints.firstBeyond(size).map(Entry::checkpoint);
        }
    }

    /** Reads the checkpoints beside one segment, one after the other, in the order in which they were made. */
    public void read(SegmentName segment, Consumer<Entry> reader) throws IOException, DamageException {
        Optional<Path> file = file(segment);
        if (file.isPresent()) {
            try (CheckpointFile checkpoints = CheckpointFile.open(file.get())) {
                for (Optional<Entry> next = checkpoints.next(); next.isPresent(); next = checkpoints.next()) {
                    reader.accept(next.get());
                }
            }
        }
    }

    /**
     * Puts a checkpoint beside the newest segment; returns when it is durable. What fails leaves nothing behind.
     *
     * @throws ContinuedException if there is one of more records
     */
    public void append(SignedCheckpoint checkpoint) throws IOException {
        requireLock();
        List<SegmentName> segments = directory.segments();
        if (segments.isEmpty()) {
            throw new IOException(directory.path() + ": no log there any more (expected: the one to be signed)");
        }
        requireNoneBeyond(checkpoint.head().size());
        Path file = path(segments.get(segments.size() - 1));
        boolean fresh = !Files.exists(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = channel.size();
            channel.position(end);
            try {
                ByteBuffer note = ByteBuffer.wrap(CheckpointNote.encode(checkpoint));
                while (note.hasRemaining()) {
                    channel.write(note);
                }
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(end);
                throw e;
            }
        }
        if (fresh) {
            directory.sync();
        }
    }

    /**
     * Looks whether none signs more records than that.
     *
     * @throws ContinuedException if one does
     */
    public void requireNoneBeyond(long size) throws IOException {
        try {
            long signed = newest().map(checkpoint -> checkpoint.head().size()).orElse(0L);
            if (signed > size) {
                throw new ContinuedException(
                        "a checkpoint of " + signed + " records (expected: " + size + " at the most)");
            }
        } catch (DamageException e) {
            throw new IOException(e.describe(), e);
        }
    }
}

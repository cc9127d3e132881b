package eu.qlpipeline.signing.agent.audit.checkpoint;

import eu.qlpipeline.signing.agent.audit.segment.ContinuedException;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The checkpoints beside a log: for each segment a file of those made while it was the newest, one after the other. */
public final class CheckpointStore {

    private final LogDirectory directory;

    /** The checkpoints beside that log; an agent may write them meanwhile. */
    public CheckpointStore(LogDirectory directory) {
        this.directory = directory;
    }

    /**
     * A checkpoint with its place.
     *
     * @param file the name of the file
     * @param offset where it begins in the file, in bytes
     * @param checkpoint the checkpoint; its signature is not verified
     */
    public record Entry(String file, long offset, SignedCheckpoint checkpoint) {

        /** Where it ends, or would if its last newline were there. */
        long end() {
            return offset + CheckpointNote.encode(checkpoint).length;
        }
    }

    /** The newest file beside a segment, a later one not counted; empty where there is none. */
    Optional<Path> newestFile() throws IOException {
        List<SegmentName> names = directory.checkpoints();
        int newest = newestBeside(names);
        return newest < 0 ? Optional.empty() : Optional.of(path(names.get(newest)));
    }

    /** Which of them, in their order, is the last that is not of a later segment than there is; below 0 where none is. */
    private int newestBeside(List<SegmentName> names) throws IOException {
        Optional<SegmentName> segment = directory.newest();
        int at = segment.isEmpty() ? -1 : names.size() - 1;
        while (at >= 0 && names.get(at).compareTo(segment.get()) > 0) {
            at--;
        }
        return at;
    }

    private Optional<Path> file(SegmentName segment) {
        return Optional.of(path(segment)).filter(Files::exists);
    }

    Path path(SegmentName segment) {
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

    static Optional<Entry> last(Path file) throws IOException, DamageException {
        try (CheckpointFile checkpoints = CheckpointFile.open(file)) {
            return checkpoints.last();
        }
    }

    /** The first checkpoint beside a segment that is of more records than that, and fits. */
    public Optional<SignedCheckpoint> firstBeyond(SegmentName segment, long size, Predicate<SignedCheckpoint> fitting)
            throws IOException, DamageException {
        Optional<Path> file = file(segment);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (CheckpointFile checkpoints = CheckpointFile.open(file.get())) {
            return checkpoints.firstBeyond(size, fitting).map(Entry::checkpoint);
        }
    }

    /**
     * Reads the checkpoints beside one segment, one after the other, in the order in which they were made.
     *
     * @throws DamageException if there is something else, or the last was not written to its end; that is read as well if it lacks
     *     its last newline alone
     */
    public void read(SegmentName segment, Consumer<Entry> reader) throws IOException, DamageException {
        Optional<Path> file = file(segment);
        if (file.isPresent()) {
            try (CheckpointFile checkpoints = CheckpointFile.open(file.get())) {
                read(checkpoints, reader);
            }
        }
    }

    private static void read(CheckpointFile checkpoints, Consumer<Entry> reader) throws IOException, DamageException {
        try {
            for (Optional<Entry> next = checkpoints.next(); next.isPresent(); next = checkpoints.next()) {
                reader.accept(next.get());
            }
        } catch (DamageException e) {
            if (e.isTorn()) {
                checkpoints.unended().ifPresent(reader);
            }
            throw e;
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

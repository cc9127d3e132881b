package eu.qlpipeline.signing.agent.audit.checkpoint;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The checkpoints beside a log: for each segment a file of those made while it was the newest, one after the other. */
public final class CheckpointStore {

    private final LogDirectory directory;
    private final @Nullable LogLock lock;

    /** The checkpoints beside that log, to be read, or written by the only one there is. */
    public CheckpointStore(LogDirectory directory) {
        this(directory, null);
    }

    /** The checkpoints beside that log, written as long as the lock on it is in its place. */
    public CheckpointStore(LogDirectory directory, @Nullable LogLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * A checkpoint with its place.
     *
     * @param file the name of the file
     * @param offset where it begins in the file, in bytes
     * @param checkpoint the checkpoint; its signature is not verified
     */
    public record Entry(String file, long offset, SignedCheckpoint checkpoint) {}

    /**
     * Cuts a checkpoint that an agent did not write to its end.
     *
     * @throws DamageException if the newest file holds anything else that is no checkpoint
     */
    public void repair() throws IOException, DamageException {
        Optional<Path> file = newestFile();
        if (file.isPresent()) {
            try {
                entries(file.get());
            } catch (DamageException e) {
                if (!e.isTorn()) {
                    throw e;
                }
                try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.WRITE)) {
                    channel.truncate(e.offset()).force(true);
                }
            }
        }
    }

    private Optional<Path> newestFile() throws IOException {
        List<SegmentName> segments = directory.segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            Path file = directory.path().resolve(segments.get(i).checkpoints());
            if (Files.exists(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** The newest checkpoint; empty where there is none. */
    public Optional<SignedCheckpoint> newest() throws IOException, DamageException {
        List<SegmentName> segments = directory.segments();
        for (int i = segments.size() - 1; i >= 0; i--) {
            List<Entry> entries = of(segments.get(i));
            if (!entries.isEmpty()) {
                return Optional.of(entries.get(entries.size() - 1).checkpoint());
            }
        }
        return Optional.empty();
    }

    /** The checkpoints beside one segment, in the order in which they were made. */
    public List<Entry> of(SegmentName segment) throws IOException, DamageException {
        Path file = directory.path().resolve(segment.checkpoints());
        return Files.exists(file) ? entries(file) : List.of();
    }

    private static List<Entry> entries(Path file) throws IOException, DamageException {
        String name = String.valueOf(file.getFileName());
        byte[] content = Files.readAllBytes(file);
        List<Entry> entries = new ArrayList<>();
        int begin = 0;
        while (begin < content.length) {
            int end = endOfNote(content, begin);
            if (end < 0) {
                throw DamageException.torn(name, begin, "checkpoint: ends early (expected: 7 lines)");
            }
            try {
                entries.add(new Entry(name, begin, CheckpointNote.decode(Arrays.copyOfRange(content, begin, end))));
            } catch (IllegalArgumentException e) {
                throw DamageException.corrupt(name, begin, e);
            }
            begin = end;
        }
        return entries;
    }

    private static int endOfNote(byte[] content, int begin) {
        int lines = 0;
        for (int i = begin; i < content.length; i++) {
            if (content[i] == '\n' && ++lines == CheckpointNote.LINES) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Puts a checkpoint beside the newest segment; returns when it is durable. What fails leaves nothing behind. */
    public void append(SignedCheckpoint checkpoint) throws IOException {
        if (lock != null) {
            lock.requireInPlace();
        }
        List<SegmentName> segments = directory.segments();
        if (segments.isEmpty()) {
            throw new IOException(directory.path() + ": no log there any more (expected: the one to be signed)");
        }
        Path file = directory.path().resolve(segments.get(segments.size() - 1).checkpoints());
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
}

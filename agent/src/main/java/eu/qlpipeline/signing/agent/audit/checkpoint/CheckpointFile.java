package eu.qlpipeline.signing.agent.audit.checkpoint;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore.Entry;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.files.RegularFile;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the checkpoints of one file, which may be very many: holds a few KB of it at a time. Confined to one thread. */
final class CheckpointFile implements Closeable {

    /** So many bytes hold a checkpoint and a torn one after it; the longest has some 1500. */
    static final int WINDOW = 1 << 13;

    /** What is not larger is read from its beginning. */
    private static final int SHORT = 4 * WINDOW;

    private final String name;
    private final SeekableByteChannel channel;
    private long offset;

    CheckpointFile(String name, SeekableByteChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    static CheckpointFile open(Path file) throws IOException {
        RegularFile.requireIfThere(file);
        return new CheckpointFile(String.valueOf(file.getFileName()), Files.newByteChannel(file));
    }

    /**
     * The next checkpoint; empty at the end of the file.
     *
     * @throws DamageException if there is something else; torn where the file ends before a checkpoint would
     */
    Optional<Entry> next() throws IOException, DamageException {
        byte[] window = read(offset);
        if (window.length == 0) {
            return Optional.empty();
        }
        int end = NoteLines.end(window, 0);
        if (end < 0) {
            throw endless();
        }
        try {
            Entry entry = new Entry(name, offset, CheckpointNote.decode(Arrays.copyOf(window, end)));
            offset += end;
            return Optional.of(entry);
        } catch (IllegalArgumentException e) {
            throw DamageException.corrupt(name, offset, e);
        }
    }

    /**
     * The last whole checkpoint; empty where there is none. What is before it is not read, and one after it that was not written
     * to its end, or is being written, is left out; but one that lacks its last newline alone counts.
     *
     * @throws DamageException if something else follows it
     */
    Optional<Entry> last() throws IOException, DamageException {
        // What was torn may end in any number of zeros.
        long end = endOfLines();
        offset = 0;
        if (end > WINDOW) {
            offset = lastWithin(end - WINDOW)
                    .orElseThrow(() -> DamageException.corrupt(
                            name, end - WINDOW, "checkpoint: none from here to byte " + end + " (expected: 1 or more)"))
                    .offset();
        }
        Optional<Entry> last = Optional.empty();
        try {
            for (Optional<Entry> next = next(); next.isPresent(); next = next()) {
                last = next;
            }
        } catch (DamageException e) {
            if (!e.isTorn()) {
                throw e;
            }
            Optional<Entry> unended = unended();
            last = unended.isPresent() ? unended : last;
        }
        return last;
    }

    /** Where {@link #next} found a torn checkpoint: that, if it lacks nothing but its last newline. */
    Optional<Entry> unended() throws IOException {
        return NoteLines.unended(read(offset)).map(found -> new Entry(name, offset, found));
    }

    /**
     * The first checkpoint of more records than that, whose numbers ascend, that fits. Only what halving the file comes upon is
     * read, and those that do not fit; one that is not there to its end counts as for {@link #last}.
     *
     * @throws DamageException if there is something else where it has to be
     */
    Optional<Entry> firstBeyond(long size, Predicate<SignedCheckpoint> fitting) throws IOException, DamageException {
        offset = 0;
        long high = channel.size();
        while (high - offset > SHORT) {
            Optional<Entry> middle = lastWithin(offset + (high - offset) / 2);
            if (middle.isEmpty()) {
                // Damage; whether it matters shows on the way from here.
                break;
            }
            if (isBeyond(size, middle.get())) {
                high = middle.get().offset();
            } else {
                offset = middle.get().offset();
            }
        }
        Predicate<Entry> found = entry -> isBeyond(size, entry) && fitting.test(entry.checkpoint());
        try {
            Optional<Entry> entry = next();
            while (entry.isPresent() && !found.test(entry.get())) {
                entry = next();
            }
            return entry;
        } catch (DamageException e) {
            if (!e.isTorn()) {
                throw e;
            }
            return unended().filter(found);
        }
    }

    private static boolean isBeyond(long size, Entry entry) {
        return entry.checkpoint().head().size() > size;
    }

    /** The last checkpoint that begins and ends in the window from there on. */
    private Optional<Entry> lastWithin(long begin) throws IOException {
        byte[] window = read(begin);
        for (int at = window.length; at > 0; at--) {
            int end = window[at - 1] == '\n' ? NoteLines.end(window, at) : -1;
            Optional<SignedCheckpoint> found =
                    end < 0 ? Optional.empty() : NoteLines.decoded(Arrays.copyOfRange(window, at, end));
            if (found.isPresent()) {
                return Optional.of(new Entry(name, begin + at, found.get()));
            }
        }
        return Optional.empty();
    }

    /** Where the last line that ends does. */
    private long endOfLines() throws IOException {
        long end = channel.size();
        while (end > 0) {
            long begin = Math.max(0, end - WINDOW);
            byte[] window = read(begin);
            for (int at = (int) Math.min(window.length, end - begin); at > 0; at--) {
                if (window[at - 1] == '\n') {
                    return begin + at;
                }
            }
            end = begin;
        }
        return 0;
    }

    private DamageException endless() throws IOException {
        int lines = 0;
        long at = offset;
        for (byte[] window = read(at); window.length > 0 && lines < CheckpointNote.LINES; window = read(at)) {
            for (byte each : window) {
                lines += each == '\n' ? 1 : 0;
            }
            at += window.length;
        }
        return lines < CheckpointNote.LINES
                ? DamageException.torn(name, offset, "checkpoint: ends early (expected: 7 lines)")
                : DamageException.corrupt(
                        name, offset, "checkpoint: over " + WINDOW + " bytes (expected: 7 lines of one)");
    }

    private byte[] read(long begin) throws IOException {
        ByteBuffer window = ByteBuffer.allocate(WINDOW);
        channel.position(begin);
        while (window.hasRemaining() && channel.read(window) >= 0) {
            // A read may bring less than there is.
        }
        return Arrays.copyOf(window.array(), window.position());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package eu.qlpipeline.signing.agent.audit.segment;

import eu.qlpipeline.signing.agent.files.RegularFile;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads one segment from its beginning, record by record. Confined to one thread. */
public final class SegmentReader implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final String file;
    private final DataInputStream source;
    private final SegmentHeader header;
    private long offset;

    private SegmentReader(String file, DataInputStream source, SegmentHeader header) {
        this.file = file;
        this.source = source;
        this.header = header;
        this.offset = header.length();
    }

    /**
     * Opens a segment and reads its header.
     *
     * @throws DamageException if the header is none, or that of another segment
     * @throws IOException if it cannot be read, or is no file
     */
    public static SegmentReader open(Path directory, SegmentName name) throws IOException, DamageException {
        Path path = directory.resolve(name.file());
        RegularFile.requireIfThere(path);
        return read(name, new BufferedInputStream(Files.newInputStream(path), BUFFER));
    }

    static SegmentReader read(SegmentName name, InputStream content) throws IOException, DamageException {
        var source = new DataInputStream(content);
        try {
            SegmentHeader header = SegmentHeader.read(name.file(), source);
            if (header.first() != name.first()) {
                throw DamageException.corrupt(
                        name.file(), 0, "first sequence: " + header.first() + " (expected: " + name.first() + ")");
            }
            return new SegmentReader(name.file(), source, header);
        } catch (IOException | DamageException e) {
            source.close();
            throw e;
        }
    }

    /** What the segment begins with. */
    public SegmentHeader header() {
        return header;
    }

    /** Where the next frame begins, in bytes. */
    public long offset() {
        return offset;
    }

    /**
     * The next record; empty at the end of the file.
     *
     * @throws DamageException if the file does not go on with a whole frame
     */
    public Optional<Frame> next() throws IOException, DamageException {
        byte[] head = source.readNBytes(Frame.HEADER);
        if (head.length == 0) {
            return Optional.empty();
        }
        if (head.length < Frame.HEADER) {
            throw DamageException.torn(
                    file, offset, "record: ends after " + head.length + " bytes (expected: a whole one)");
        }
        int length = uint16(head, 0);
        if (length != (~uint16(head, 2) & 0xFFFF) || length > RecordCodec.LONGEST) {
            boolean cut = length <= RecordCodec.LONGEST && isCutFrom(head(length), head);
            throw broken(cut, "record: length does not fit (expected: that of a record)");
        }
        byte[] content = source.readNBytes(length);
        // Not after the end of the file: that may have moved on meanwhile, where an agent writes.
        byte[] trailer = content.length < length ? new byte[0] : source.readNBytes(Frame.TRAILER);
        if (trailer.length < Frame.TRAILER) {
            throw DamageException.torn(
                    file,
                    offset,
                    "record: ends after " + (Frame.HEADER + content.length + trailer.length) + " bytes (expected: "
                            + (Frame.HEADER + length + Frame.TRAILER) + ")");
        }
        byte[] checksum = ByteBuffer.allocate(Frame.TRAILER)
                .putInt(Frame.checksum(content))
                .array();
        if (!Arrays.equals(trailer, checksum)) {
            throw broken(isCutFrom(checksum, trailer), "record: checksum does not fit (expected: that of its bytes)");
        }
        var frame = new Frame(offset, content);
        offset = frame.end();
        return Optional.of(frame);
    }

    /** As {@link #next}; one that is not there to its end, as while an agent writes it, is not there yet. */
    public Optional<Frame> nextWhole() throws IOException, DamageException {
        try {
            return next();
        } catch (DamageException e) {
            if (e.isTorn()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * After a loss of power a file may end in zeros, where its length was kept and its last bytes were not. They may begin
     * anywhere in a record; what stands before them is as it was written.
     */
    private DamageException broken(boolean cut, String message) throws IOException {
        boolean zeros = cut;
        for (byte[] rest = source.readNBytes(BUFFER); zeros && rest.length > 0; rest = source.readNBytes(BUFFER)) {
            zeros = isZero(rest);
        }
        return zeros
                ? DamageException.torn(file, offset, "record: zeros up to the end of the file (expected: a whole one)")
                : DamageException.corrupt(file, offset, message);
    }

    private static byte[] head(int length) {
        return ByteBuffer.allocate(Frame.HEADER)
                .putShort((short) length)
                .putShort((short) ~length)
                .array();
    }

    /** Whether those are the bytes that were written, with zeros in place of the last of them. */
    private static boolean isCutFrom(byte[] written, byte[] found) {
        int kept = found.length;
        while (kept > 0 && found[kept - 1] == 0) {
            kept--;
        }
        return kept < found.length && Arrays.equals(written, 0, kept, found, 0, kept);
    }

    private static boolean isZero(byte[] bytes) {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }

    private static int uint16(byte[] source, int at) {
        return (source[at] & 0xFF) << 8 | (source[at + 1] & 0xFF);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

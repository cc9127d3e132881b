package eu.qlpipeline.signing.agent.audit.segment;

import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a segment begins with: magic, u8 n, origin[n], u64 first sequence, the hashes of the tree's right edge before that
 * record (one for each bit set in the sequence, the smallest subtree's first), u32 CRC-32C of all that. With the edge the
 * log is opened without reading earlier segments.
 *
 * @param origin the name of the log
 * @param first the sequence of the first record
 * @param edge the hashes, copied
 */
public record SegmentHeader(Origin origin, long first, List<byte[]> edge) {

    private static final byte[] MAGIC = "QLAUDIT1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = 32;
    private static final int LONGEST = MAGIC.length + 1 + Origin.MAX_LENGTH + Long.BYTES + Long.SIZE * HASH + 4;

    /** @throws ContractViolation if the edge is not that of so many records */
    public SegmentHeader {
        edge = LogFrontier.of(first, edge).peaks();
    }

    /** The edge of the tree before the first record. */
    public LogFrontier frontier() {
        return LogFrontier.of(first, edge);
    }

    /** Whether the edges are the same. */
    public boolean continues(LogFrontier frontier) {
        return Arrays.deepEquals(edge.toArray(), frontier.peaks().toArray());
    }

    /** The bytes, ready to be read from the buffer. */
    ByteBuffer encode() {
        byte[] name = origin.value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer target = ByteBuffer.allocate(LONGEST);
        target.put(MAGIC).put((byte) name.length).put(name).putLong(first);
        edge.forEach(target::put);
        byte[] content = Arrays.copyOf(target.array(), target.position());
        return target.putInt(Frame.checksum(content)).flip();
    }

    /** Reads a header from the beginning of that file. */
    static SegmentHeader read(String file, DataInputStream source) throws IOException, DamageException {
        try {
            if (!Arrays.equals(source.readNBytes(MAGIC.length), MAGIC)) {
                throw DamageException.corrupt(file, 0, "header: no segment of an audit log (expected: QLAUDIT1)");
            }
            byte[] name = new byte[source.readUnsignedByte()];
            source.readFully(name);
            long first = source.readLong();
            List<byte[]> edge = new ArrayList<>();
            for (int i = 0; i < Long.bitCount(first); i++) {
                byte[] hash = new byte[HASH];
                source.readFully(hash);
                edge.add(hash);
            }
            var header = new SegmentHeader(new Origin(new String(name, StandardCharsets.US_ASCII)), first, edge);
            ByteBuffer bytes = header.encode();
            if (bytes.getInt(bytes.limit() - Integer.BYTES) != source.readInt()) {
                throw DamageException.corrupt(file, 0, "header: checksum does not fit (expected: that of its bytes)");
            }
            return header;
        } catch (EOFException e) {
            throw DamageException.corrupt(file, 0, "header: ends early (expected: a whole header)");
        } catch (ContractViolation e) {
            throw DamageException.corrupt(file, 0, e);
        }
    }

    /** Whether that file holds this and nothing else. */
    public boolean isAllOf(Path file) throws IOException {
        return Files.size(file) == length() && encode().equals(ByteBuffer.wrap(Files.readAllBytes(file)));
    }

    /** Length in bytes. */
    public int length() {
        return encode().remaining();
    }
}

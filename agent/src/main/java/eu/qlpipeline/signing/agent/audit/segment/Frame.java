package eu.qlpipeline.signing.agent.audit.segment;

import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.MalformedRecordException;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A record with its place in the file: u16 length, the same inverted, the record, u32 CRC-32C of the record (RFC 3720
 * appendix B.4). The inverted length sets a changed bit of the length apart from a record that was not written to its end.
 */
public final class Frame {

    /** Length in bytes of what stands before the record. */
    static final int HEADER = 4;

    /** Length in bytes of what stands after it. */
    static final int TRAILER = 4;

    /** Length in bytes that no frame exceeds. */
    public static final int LONGEST = HEADER + RecordCodec.LONGEST + TRAILER;

    private static final int TIME = 9;

    private final long offset;
    private final byte[] content;

    Frame(long offset, byte[] content) {
        this.offset = offset;
        this.content = content;
    }

    /** Where the frame begins in the file, in bytes. */
    public long offset() {
        return offset;
    }

    /** The bytes of the record; the caller does not change them. */
    public byte[] content() {
        return content;
    }

    /**
     * The record.
     *
     * @param segment the segment whose frame this is
     * @throws DamageException if the bytes are no record
     */
    public AuditRecord decode(SegmentName segment) throws DamageException {
        try {
            return RecordCodec.decode(content);
        } catch (MalformedRecordException e) {
            throw DamageException.corrupt(segment.file(), offset, e);
        }
    }

    /** The time of the record, Unix milliseconds; every record has it at the same place. */
    public long timeMillis() {
        return ByteBuffer.wrap(content).getLong(TIME);
    }

    /** Whether the record ends in that digest, as those of a signature do. */
    public boolean endsIn(Digest digest) {
        int begin = content.length - Digest.LENGTH;
        return begin >= 0 && Arrays.equals(Arrays.copyOfRange(content, begin, content.length), digest.bytes());
    }

    /** Puts the frame of a record. */
    public static void put(ByteBuffer target, byte[] content) {
        target.putShort((short) content.length).putShort((short) ~content.length);
        target.put(content).putInt(checksum(content));
    }

    /** Where the frame ends in the file, in bytes. */
    public long end() {
        return offset + HEADER + content.length + TRAILER;
    }

    static int checksum(byte[] content) {
        var crc = new CRC32C();
        crc.update(content, 0, content.length);
        return (int) crc.getValue();
    }
}

package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The bytes of records. Each record has one form, and no other bytes are accepted; docs/audit.md has the table. */
public final class RecordCodec {

    /** Length in bytes that no record exceeds. */
    public static final int LONGEST = 1024;

    private static final byte OPENED = 1;
    private static final byte INTENT = 2;
    private static final byte OUTCOME = 3;

    private static final byte SIGNED = 1;
    private static final byte REFUSED = 2;

    private RecordCodec() {}

    /** The bytes of a record, fresh. */
    public static byte[] encode(AuditRecord logRecord) {
        return encode(logRecord, ByteBuffer.allocate(LONGEST));
    }

    /**
     * The bytes of a record, fresh.
     *
     * @param scratch a buffer with room for {@value #LONGEST} bytes, which are lost; for those who encode many
     */
    public static byte[] encode(AuditRecord logRecord, ByteBuffer scratch) {
        ByteBuffer target = scratch.clear();
        target.put(
                logRecord instanceof AuditRecord.Opened
                        ? OPENED
                        : logRecord instanceof AuditRecord.Intent ? INTENT : OUTCOME);
        target.putLong(logRecord.sequence()).putLong(logRecord.timeMillis());
        if (logRecord instanceof AuditRecord.Opened opened) {
            target.putLong(opened.cutBytes());
        } else if (logRecord instanceof AuditRecord.Intent intent) {
            facts(target, intent.request());
        } else if (logRecord instanceof AuditRecord.Outcome outcome) {
            target.putLong(outcome.intent());
            facts(target, outcome.request());
            result(target, outcome.result());
        }
        byte[] encoded = new byte[target.position()];
        target.flip().get(encoded);
        return encoded;
    }

    private static void facts(ByteBuffer target, RequestFacts facts) {
        text(target, facts.caller().getBytes(StandardCharsets.UTF_8));
        target.put(code(facts.purpose()));
        text(target, facts.audience().map(Audience::bytes).orElse(new byte[0]));
        target.put(facts.challenge().bytes());
    }

    private static void result(ByteBuffer target, Result result) {
        if (result instanceof Result.Signed signed) {
            target.put(SIGNED).put(signed.certificate().bytes());
            target.putLong(signed.generation()).put(signed.signature().bytes());
        } else if (result instanceof Result.Refused refused) {
            target.put(REFUSED);
            text(target, refused.reason().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void text(ByteBuffer target, byte[] text) {
        target.put((byte) text.length).put(text);
    }

    /** The code of a purpose; codes are never given anew. */
    private static byte code(PurposeKind purpose) {
        return switch (purpose) {
            case RAW_CHALLENGE -> 1;
            case BOUND_CHALLENGE -> 2;
            case BATCH_ROOT -> 3;
            case AUDIT_CHECKPOINT -> 4;
            case TLS13_CERTIFICATE_VERIFY -> 5;
        };
    }

    /**
     * The record of those bytes.
     *
     * @throws MalformedRecordException if they are not exactly the bytes of one
     */
    public static AuditRecord decode(byte[] bytes) throws MalformedRecordException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        AuditRecord decoded;
        try {
            decoded = decode(source);
        } catch (BufferUnderflowException e) {
            throw new MalformedRecordException("record: ends early", e);
        } catch (IllegalArgumentException | ContractViolation | CharacterCodingException e) {
            throw new MalformedRecordException("record: " + e.getMessage(), e);
        }
        if (source.hasRemaining()) {
            throw new MalformedRecordException("record: " + source.remaining() + " bytes too long", null);
        }
        return decoded;
    }

    private static AuditRecord decode(ByteBuffer source) throws CharacterCodingException {
        byte kind = source.get();
        long sequence = source.getLong();
        long time = source.getLong();
        return switch (kind) {
            case OPENED -> new AuditRecord.Opened(sequence, time, source.getLong());
            case INTENT -> new AuditRecord.Intent(sequence, time, facts(source));
            case OUTCOME -> new AuditRecord.Outcome(sequence, time, source.getLong(), facts(source), result(source));
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: 1, 2 or 3)");
        };
    }

    private static RequestFacts facts(ByteBuffer source) throws CharacterCodingException {
        String caller = text(source);
        PurposeKind purpose = purpose(source.get());
        String audience = text(source);
        return new RequestFacts(
                caller,
                purpose,
                audience.isEmpty() ? Optional.empty() : Optional.of(new Audience(audience)),
                Digest.ofBytes(bytes(source, Digest.LENGTH)));
    }

    private static PurposeKind purpose(byte code) {
        return Arrays.stream(PurposeKind.values())
                .filter(kind -> code(kind) == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("purpose: " + code + " (expected: 1 to 5)"));
    }

    private static Result result(ByteBuffer source) throws CharacterCodingException {
        byte kind = source.get();
        return switch (kind) {
            case SIGNED ->
                new Result.Signed(
                        CertificateFingerprint.ofBytes(bytes(source, CertificateFingerprint.LENGTH)),
                        source.getLong(),
                        Digest.ofBytes(bytes(source, Digest.LENGTH)));
            case REFUSED -> new Result.Refused(text(source));
            default -> throw new IllegalArgumentException("result: " + kind + " (expected: 1 or 2)");
        };
    }

    private static String text(ByteBuffer source) throws CharacterCodingException {
        byte[] text = bytes(source, Byte.toUnsignedInt(source.get()));
        // A new decoder reports malformed bytes; that of String would replace them, and another text would pass as this
        // one.
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    }

    private static byte[] bytes(ByteBuffer source, int length) {
        byte[] bytes = new byte[length];
        source.get(bytes);
        return bytes;
    }
}

package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The text form of checkpoints (C2SP tlog-checkpoint and signed-note), seven lines: origin, size, root, time, certificate,
 * none, signature. The signature is over the bytes of QL-SIGN v1, not over the text.
 */
public final class CheckpointNote {

    /** How many lines a note has. */
    public static final int LINES = 7;

    private static final String TIME = "time ";
    private static final int TIME_LENGTH = "2026-05-01T10:00:00.000Z".length();
    private static final String CERTIFICATE = "certificate ";
    private static final String SIGNATURE = "\u2014 ";
    private static final int KEY_ID = 4;
    private static final byte OTHER_SIGNATURE_TYPE = (byte) 0xFF;
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private CheckpointNote() {}

    /** The text of a checkpoint in UTF-8. */
    public static byte[] encode(SignedCheckpoint checkpoint) {
        Base64.Encoder base64 = Base64.getEncoder();
        byte[] signature = ByteBuffer.allocate(KEY_ID + checkpoint.signature().bytes().length)
                .put(keyId(checkpoint.origin(), checkpoint.certificate()))
                .put(checkpoint.signature().bytes())
                .array();
        String origin = checkpoint.origin().value();
        return String.join(
                        "\n",
                        origin,
                        Long.toString(checkpoint.head().size()),
                        base64.encodeToString(checkpoint.head().root()),
                        TIME + MILLIS.format(checkpoint.time()),
                        CERTIFICATE + checkpoint.certificate(),
                        "",
                        SIGNATURE + origin + " " + base64.encodeToString(signature),
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The first four bytes of SHA-256(name, newline, type, identifier of the type, key), as signed-note has it. */
    private static byte[] keyId(Origin origin, CertificateFingerprint certificate) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(origin.value().getBytes(StandardCharsets.US_ASCII));
            sha256.update((byte) '\n');
            sha256.update(OTHER_SIGNATURE_TYPE);
            sha256.update(PurposeKind.AUDIT_CHECKPOINT.contextLabel().getBytes(StandardCharsets.US_ASCII));
            sha256.update(certificate.bytes());
            return Arrays.copyOf(sha256.digest(), KEY_ID);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Reads a text that is exactly the one of some checkpoint. The signature is not verified.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static SignedCheckpoint decode(byte[] text) {
        List<String> lines = Arrays.asList(new String(text, StandardCharsets.UTF_8).split("\n", -1));
        if (lines.size() != LINES + 1) {
            throw new IllegalArgumentException(
                    "checkpoint: " + (lines.size() - 1) + " lines (expected: " + LINES + ", each ending in a newline)");
        }
        SignedCheckpoint checkpoint;
        try {
            checkpoint = decode(lines);
        } catch (ContractViolation | DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("checkpoint: " + e.getMessage(), e);
        }
        if (!Arrays.equals(encode(checkpoint), text)) {
            throw new IllegalArgumentException(
                    "checkpoint: not in the one form it has (expected: that of docs/audit.md)");
        }
        return checkpoint;
    }

    private static SignedCheckpoint decode(List<String> lines) {
        Base64.Decoder base64 = Base64.getDecoder();
        var origin = new Origin(lines.get(0));
        var head = TreeHead.of(Long.parseLong(lines.get(1)), base64.decode(lines.get(2)));
        Instant time = time(after(TIME, lines.get(3)));
        var certificate = CertificateFingerprint.parse(after(CERTIFICATE, lines.get(4)));
        byte[] signature = base64.decode(after(SIGNATURE + origin.value() + " ", lines.get(6)));
        return new SignedCheckpoint(
                origin,
                head,
                time.toEpochMilli(),
                certificate,
                PssSignature.of(Arrays.copyOfRange(signature, Math.min(KEY_ID, signature.length), signature.length)));
    }

    private static Instant time(String text) {
        // The formatter would read +10000 as a year.
        if (text.length() != TIME_LENGTH) {
            throw new IllegalArgumentException("time: " + text + " (expected: a year of four digits, to milliseconds)");
        }
        return Instant.from(MILLIS.parse(text));
    }

    private static String after(String prefix, String line) {
        if (!line.startsWith(prefix)) {
            throw new IllegalArgumentException("line does not begin with " + prefix.strip());
        }
        return line.substring(prefix.length());
    }
}

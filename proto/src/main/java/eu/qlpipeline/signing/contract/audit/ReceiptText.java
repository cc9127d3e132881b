package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.audit.ReceiptException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form in which receipts are kept: a line that says what it is, record, index and path, an empty line, and the
 * checkpoint as {@link CheckpointNote}. Each receipt has one form, and no other bytes are accepted.
 */
public final class ReceiptText {

    /** Length in bytes that no receipt exceeds. */
    public static final int LONGEST = 16 * 1024;

    private static final String TITLE = "QL-SIGN v1 receipt";
    private static final String RECORD = "record ";
    private static final String INDEX = "index ";
    private static final String PATH = "path ";
    private static final int LINES_BEFORE_CHECKPOINT = 5;

    private ReceiptText() {}

    /** The text of a receipt in UTF-8. */
    public static byte[] encode(Receipt receipt) {
        Base64.Encoder base64 = Base64.getEncoder();
        String head = String.join(
                "\n",
                TITLE,
                RECORD + base64.encodeToString(receipt.recordBytes()),
                INDEX + receipt.proof().index(),
                PATH + base64.encodeToString(receipt.proof().path()),
                "",
                "");
        return (head + new String(CheckpointNote.encode(receipt.checkpoint()), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a text that is exactly the one of some receipt. Nothing is verified.
     *
     * @throws ReceiptException if it is not, or its parts do not fit together
     */
    public static Receipt decode(byte[] text) throws ReceiptException {
        if (text.length > LONGEST) {
            throw malformed("receipt: " + text.length + " bytes (expected: at most " + LONGEST + ")", null);
        }
        List<String> lines =
                Arrays.asList(new String(text, StandardCharsets.UTF_8).split("\n", LINES_BEFORE_CHECKPOINT + 1));
        if (lines.size() <= LINES_BEFORE_CHECKPOINT || !lines.get(0).equals(TITLE)) {
            throw malformed("receipt: does not begin like one (expected: " + TITLE + ", and all its lines)", null);
        }
        Receipt receipt = decode(lines);
        if (!Arrays.equals(encode(receipt), text)) {
            throw malformed("receipt: not in the one form it has (expected: that of docs/audit.md)", null);
        }
        return receipt;
    }

    private static Receipt decode(List<String> lines) throws ReceiptException {
        Base64.Decoder base64 = Base64.getDecoder();
        try {
            return Receipt.of(
                    base64.decode(after(RECORD, lines.get(1))),
                    Long.parseLong(after(INDEX, lines.get(2))),
                    base64.decode(after(PATH, lines.get(3))),
                    CheckpointNote.decode(lines.get(LINES_BEFORE_CHECKPOINT).getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw malformed("receipt: " + e.getMessage(), e);
        }
    }

    private static String after(String prefix, String line) {
        if (!line.startsWith(prefix)) {
            throw new IllegalArgumentException("line does not begin with " + prefix.strip());
        }
        return line.substring(prefix.length());
    }

    private static ReceiptException malformed(String message, @Nullable Throwable cause) {
        return new ReceiptException(Reason.MALFORMED, message, cause);
    }
}

package eu.qlpipeline.signing.agent.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a PEM file (RFC 7468) holds, found in its bytes: what may be secret does not pass through a String, which nobody can
 * wipe.
 */
public final class PemBytes {

    private static final String DASHES = "-----";

    private PemBytes() {}

    /** Whether a block of that kind, or of one whose name ends with it, begins or ends somewhere in the file. */
    public static boolean mention(byte[] file, String label) {
        return find(file, ascii(label + DASHES), 0) >= 0;
    }

    /**
     * What the first block of that kind encodes; the caller wipes it where it is secret.
     *
     * @throws IllegalArgumentException if there is no such block, or its content is not base64
     */
    public static byte[] content(byte[] file, String label) {
        byte[] begin = ascii("-----BEGIN " + label + DASHES);
        int found = find(file, begin, 0);
        int from = found + begin.length;
        int to = found < 0 ? -1 : find(file, ascii("-----END " + label + DASHES), from);
        if (to < 0) {
            throw new IllegalArgumentException("content: no PEM block " + label + " (expected: one)");
        }
        // Neither this view nor the decoder makes another copy.
        return Base64.getMimeDecoder()
                .decode(ByteBuffer.wrap(file, from, to - from))
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int find(byte[] file, byte[] text, int from) {
        for (int at = from; at + text.length <= file.length; at++) {
            if (Arrays.equals(file, at, at + text.length, text, 0, text.length)) {
                return at;
            }
        }
        return -1;
    }
}

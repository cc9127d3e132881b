package eu.qlpipeline.signing.client.internal.pem;

import eu.qlpipeline.signing.client.internal.pem.PemException.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * One block of a PEM file (RFC 7468). Text outside of a block is explanatory and ignored (section 5.2); within it only
 * base64 counts.
 *
 * @param label what stands between {@code -----BEGIN } and the dashes
 * @param content the decoded bytes; the owner wipes them where they are secret
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and not copied, so that the owner can wipe it
record PemBlock(String label, byte[] content) {

    /** The byte order mark of UTF-8, which editors put before a text. */
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * The only block of a file.
     *
     * @throws PemException if there is none, are several, or the one is not complete base64
     */
    static PemBlock only(byte[] file) throws PemException {
        List<PemBlock> blocks = all(file);
        if (blocks.isEmpty()) {
            throw new PemException(Problem.NOT_PEM, "content: no PEM block (expected: exactly one)");
        }
        if (blocks.size() > 1) {
            blocks.forEach(PemBlock::wipe);
            throw new PemException(
                    Problem.SEVERAL, "content: " + blocks.size() + " PEM blocks (expected: exactly one)");
        }
        return blocks.get(0);
    }

    /** Overwrites the content. */
    void wipe() {
        Arrays.fill(content, (byte) 0);
    }

    @Override
    public String toString() {
        return "PemBlock[" + label + "]";
    }

    private static List<PemBlock> all(byte[] file) throws PemException {
        List<PemBlock> blocks = new ArrayList<>();
        int at = startsWithMark(file) ? MARK.length : 0;
        while (at < file.length) {
            int next = endOfLine(file, at);
            String line = line(file, at, next);
            if (line.startsWith(BEGIN)) {
                String label = label(line, BEGIN);
                int end = endOfBlock(file, next, label);
                blocks.add(new PemBlock(label, decode(file, next, end)));
                next = endOfLine(file, end);
            } else if (line.startsWith(DASHES)) {
                throw new PemException(Problem.TRUNCATED, "content: a PEM block without its beginning");
            }
            at = next;
        }
        return blocks;
    }

    private static boolean startsWithMark(byte[] file) {
        return file.length >= MARK.length && Arrays.equals(file, 0, MARK.length, MARK, 0, MARK.length);
    }

    private static int endOfBlock(byte[] file, int from, String label) throws PemException {
        int at = from;
        while (at < file.length) {
            int next = endOfLine(file, at);
            String line = line(file, at, next);
            if (line.startsWith(DASHES)) {
                if (line.startsWith(END) && label(line, END).equals(label)) {
                    return at;
                }
                break;
            }
            at = next;
        }
        throw new PemException(Problem.TRUNCATED, "content: a PEM block " + label + " without its end");
    }

    private static String label(String line, String start) throws PemException {
        String rest = line.substring(start.length());
        String label = rest.endsWith(DASHES) ? rest.substring(0, rest.length() - DASHES.length()) : "";
        if (!label.matches("[A-Z0-9]+( [A-Z0-9]+)*")) {
            throw new PemException(Problem.TRUNCATED, "content: a PEM boundary that is not whole");
        }
        return label;
    }

    private static byte[] decode(byte[] file, int from, int to) throws PemException {
        byte[] digits = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            boolean space = file[i] == '\n' || file[i] == '\r' || file[i] == ' ' || file[i] == '\t';
            if (!space) {
                digits[length++] = file[i];
            }
        }
        try {
            return Base64.getDecoder()
                    .decode(ByteBuffer.wrap(digits, 0, length))
                    .array();
        } catch (IllegalArgumentException e) {
            // The decoder's message quotes a character of the content, which may be a key.
            throw new PemException(Problem.MALFORMED, "content: a PEM block that is not base64");
        } finally {
            Arrays.fill(digits, (byte) 0);
        }
    }

    private static int endOfLine(byte[] file, int from) {
        int at = from;
        while (at < file.length && file[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, file.length);
    }

    /** The line as text, where it may be a boundary; empty otherwise, so that no key passes through a String. */
    private static String line(byte[] file, int from, int to) throws PemException {
        if (file[from] != '-') {
            return "";
        }
        try {
            return StandardCharsets.US_ASCII
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file, from, to - from))
                    .toString()
                    .stripTrailing();
        } catch (CharacterCodingException e) {
            throw new PemException(Problem.TRUNCATED, "content: a PEM boundary that is not whole", e);
        }
    }
}

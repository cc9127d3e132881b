package eu.qlpipeline.signing.contract;

import java.nio.charset.StandardCharsets;

/**
 * The verifier a bound challenge is meant for: a lower-case DNS name, or a URI, of 1 to 255 visible ASCII characters.
 * Two audiences are the same if their bytes are; nothing is normalised. So that one verifier has one name, upper-case
 * letters are refused where they make no difference: in a DNS name, and in the scheme and authority of a URI.
 *
 * @param value the name
 */
public record Audience(String value) {

    /** Greatest length in bytes. */
    public static final int MAX_LENGTH = 255;

    /**
     * Accepts a name.
     *
     * @throws ContractViolation if it is empty or too long, holds anything but bytes 0x21 to 0x7E, or upper-case letters
     *     where they make no difference
     */
    public Audience {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.AUDIENCE_LENGTH,
                    "audience: " + value.length() + " characters (expected: 1 to " + MAX_LENGTH + ")");
        }
        if (!isVisible(value)) {
            throw new ContractViolation(
                    ContractViolation.Reason.AUDIENCE_BYTES,
                    "audience: holds a character that is not visible ASCII (expected: 0x21 to 0x7E)");
        }
        if (hasUpperCase(value, endOfName(value))) {
            throw new ContractViolation(
                    ContractViolation.Reason.AUDIENCE_CASE,
                    "audience: " + value
                            + " (expected: a lower-case DNS name, or a URI with lower-case scheme and host)");
        }
    }

    /** A fresh array of the bytes. */
    public byte[] bytes() {
        // All are ASCII, and of all charsets this one takes the least: every challenge is hashed and recorded with its
        // audience.
        return value.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return value;
    }

    // Loops, since every challenge on the wire comes through here.
    private static boolean isVisible(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < 0x21 || value.charAt(i) > 0x7E) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasUpperCase(String value, int end) {
        for (int i = 0; i < end; i++) {
            if (value.charAt(i) >= 'A' && value.charAt(i) <= 'Z') {
                return true;
            }
        }
        return false;
    }

    /** Where the part ends whose case makes no difference: a whole DNS name, or scheme and authority of a URI. */
    private static int endOfName(String value) {
        int colon = value.indexOf(':');
        if (colon < 0) {
            return value.length();
        }
        if (!value.startsWith("://", colon)) {
            return colon;
        }
        int end = colon + "://".length();
        while (end < value.length() && "/?#".indexOf(value.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}

package eu.qlpipeline.signing.agent.pkcs11.selection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a token says about itself (CK_TOKEN_INFO), without the blanks that PKCS#11 pads its fields with,
 * and without the NULs that some modules pad them with.
 *
 * @param label the label given at initialisation
 * @param manufacturer the manufacturer
 * @param model the model
 * @param serial the serial number
 */
public record TokenDescription(String label, String manufacturer, String model, String serial) {

    /** Removes the padding. */
    public TokenDescription {
        label = unpadded(label);
        manufacturer = unpadded(manufacturer);
        model = unpadded(model);
        serial = unpadded(serial);
    }

    /** What tells tokens apart, for messages. */
    public String summary() {
        return "label " + label + " serial " + serial;
    }

    /** Takes the fields from SunPKCS11's wrapper, which makes a character of each byte. */
    public static TokenDescription ofFields(char[] label, char[] manufacturer, char[] model, char[] serial) {
        return new TokenDescription(text(label), text(manufacturer), text(model), text(serial));
    }

    /** UTF-8, as the standard says; what is not that is left as it came. */
    private static String text(char[] field) {
        String bytes = new String(field);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return bytes;
        }
    }

    private static String unpadded(String field) {
        int end = field.length();
        while (end > 0 && (field.charAt(end - 1) == '\0' || Character.isWhitespace(field.charAt(end - 1)))) {
            end--;
        }
        return field.substring(0, end);
    }
}

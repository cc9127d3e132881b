package eu.qlpipeline.signing.agent.pkcs11;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The value of an attribute of a PKCS#11 URI (RFC 7512, section 2.3), at least one byte. */
final class PercentEncoded {

    private static final String UNRESERVED = "-._~:[]@!$'()*+,=";

    /** The punctuation that may stand for itself in the path. */
    static final String PATH = UNRESERVED + "&";

    /** The punctuation that may stand for itself in the query. */
    static final String QUERY = UNRESERVED + "/?|";

    private final byte[] bytes;

    private PercentEncoded(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads a value; empty where it is malformed or has no bytes. */
    static Optional<PercentEncoded> parse(String text, String unescaped) {
        var decoded = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    return Optional.empty();
                }
                decoded.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else if (isAlphanumeric(c) || unescaped.indexOf(c) >= 0) {
                decoded.write(c);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(decoded.toByteArray()).filter(all -> all.length > 0).map(PercentEncoded::new);
    }

    private static boolean isHex(char c) {
        return HexFormat.isHexDigit(c);
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** A fresh copy of the bytes. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes as text; empty where they are not UTF-8 or contain control characters. */
    Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString())
                    .filter(text -> text.chars().noneMatch(Character::isISOControl));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PercentEncoded that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The value as it stands in a URI. */
    @Override
    public String toString() {
        var encoded = new StringBuilder();
        for (byte b : bytes) {
            int c = Byte.toUnsignedInt(b);
            if (isAlphanumeric(c) || "-._~".indexOf(c) >= 0) {
                encoded.append((char) c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}

package eu.qlpipeline.signing.agent.pkcs11.pin;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PIN of a token, held only as long as a login takes, or a few that follow each other. Closing it wipes it, and what it lent; its text never shows the characters.
 *
 * <p>Safe for use by several threads.
 */
public final class Pin implements AutoCloseable {

    private static final int MAX_BYTES_OF_A_CHARACTER = 3;

    private final List<char[]> lent = new ArrayList<>();
    private char @Nullable [] bytes;

    /** Takes that array as its own. */
    Pin(char[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes the characters as UTF-8, which is what a token is given; the caller wipes its own.
     *
     * @throws IllegalArgumentException if there are none, or they are no text
     */
    public static Pin of(char[] characters) {
        // Large enough for all, or the encoder would leave a copy of it behind.
        ByteBuffer encoded = ByteBuffer.allocate(characters.length * MAX_BYTES_OF_A_CHARACTER);
        try {
            if (StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(characters), encoded, true)
                    .isError()) {
                throw new IllegalArgumentException("PIN: half a character (expected: text)");
            }
            return ofUtf8(encoded.flip());
        } finally {
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }

    /**
     * Takes the remaining bytes as they are; the caller wipes its own.
     *
     * @throws IllegalArgumentException if there are none
     */
    static Pin ofUtf8(ByteBuffer utf8) {
        if (!utf8.hasRemaining()) {
            throw new IllegalArgumentException("PIN: empty (expected: at least one character)");
        }
        char[] bytes = new char[utf8.remaining()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (char) Byte.toUnsignedInt(utf8.get(utf8.position() + i));
        }
        return new Pin(bytes);
    }

    /**
     * A fresh copy for SunPKCS11 and its wrapper, wiped when this is closed: a character for each byte of the PIN in UTF-8,
     * since the wrapper hands over the low byte of each character.
     *
     * @throws IllegalStateException once closed
     */
    public synchronized char[] characters() {
        char[] copy = open().clone();
        lent.add(copy);
        return copy;
    }

    /**
     * Another one that is closed for itself.
     *
     * @throws IllegalStateException once closed
     */
    synchronized Pin copy() {
        return new Pin(open().clone());
    }

    private synchronized char[] open() {
        if (bytes == null) {
            throw new IllegalStateException("PIN: closed (expected: still open)");
        }
        return bytes;
    }

    /** Wipes the PIN; closing again does nothing. */
    @Override
    public synchronized void close() {
        if (bytes != null) {
            Arrays.fill(bytes, '\0');
            bytes = null;
            lent.forEach(copy -> Arrays.fill(copy, '\0'));
        }
    }

    /** The same for every PIN. */
    @Override
    public String toString() {
        return "Pin[not shown]";
    }
}

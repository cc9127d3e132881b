package eu.qlpipeline.signing.agent.pkcs11;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PIN of a token, held only as long as a login takes. Closing it wipes it, and what it lent; its text never shows the characters.
 *
 * <p>Safe for use by several threads.
 */
public final class Pin implements AutoCloseable {

    private final List<char[]> lent = new ArrayList<>();
    private char @Nullable [] characters;

    private Pin(char[] characters) {
        this.characters = characters;
    }

    /**
     * Takes a copy of the characters; the caller wipes its own.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Pin of(char[] characters) {
        if (characters.length == 0) {
            throw new IllegalArgumentException("PIN: empty (expected: at least one character)");
        }
        return new Pin(characters.clone());
    }

    /**
     * A fresh copy of the characters, wiped when this is closed.
     *
     * @throws IllegalStateException once closed
     */
    public synchronized char[] characters() {
        if (characters == null) {
            throw new IllegalStateException("PIN: closed (expected: still open)");
        }
        char[] copy = characters.clone();
        lent.add(copy);
        return copy;
    }

    /** Wipes the characters; closing again does nothing. */
    @Override
    public synchronized void close() {
        if (characters != null) {
            Arrays.fill(characters, '\0');
            characters = null;
            lent.forEach(copy -> Arrays.fill(copy, '\0'));
        }
    }

    /** The same for every PIN. */
    @Override
    public String toString() {
        return "Pin[not shown]";
    }
}

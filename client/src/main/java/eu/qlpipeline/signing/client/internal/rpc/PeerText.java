package eu.qlpipeline.signing.client.internal.rpc;

import org.jspecify.annotations.Nullable;

/** Text that a peer wrote, made fit for a message of ours: one line, printable, of bounded length. */
public final class PeerText {

    private static final int LIMIT = 300;

    private PeerText() {}

    /** The text on one line, of printable ASCII and at most 300 characters. */
    public static String oneLine(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "no further word";
        }
        String printable = text.strip().replaceAll("[^\\x20-\\x7E]+", " ");
        return printable.length() > LIMIT ? printable.substring(0, LIMIT) + "..." : printable;
    }
}

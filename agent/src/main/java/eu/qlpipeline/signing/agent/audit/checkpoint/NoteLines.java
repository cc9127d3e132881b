package eu.qlpipeline.signing.agent.audit.checkpoint;

import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.util.Arrays;
import java.util.Optional;

/** The lines of checkpoints in a part of their file. */
final class NoteLines {

    private NoteLines() {}

    /** Where the seven lines from there on end; below 0 where there are fewer. */
    static int end(byte[] window, int begin) {
        int lines = 0;
        for (int i = begin; i < window.length; i++) {
            if (window[i] == '\n' && ++lines == CheckpointNote.LINES) {
                return i + 1;
            }
        }
        return -1;
    }

    /** The checkpoint that has those lines; empty where they begin in the middle of one: only where one begins have seven lines its form. */
    static Optional<SignedCheckpoint> decoded(byte[] lines) {
        try {
            return Optional.of(CheckpointNote.decode(lines));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The checkpoint that lacks nothing but the newline of its last line, or has zeros in the place of that: its signature is whole. */
    static Optional<SignedCheckpoint> unended(byte[] rest) {
        int end = rest.length;
        while (end > 0 && rest[end - 1] == 0) {
            end--;
        }
        byte[] lines = Arrays.copyOf(rest, end + 1);
        lines[end] = '\n';
        return decoded(lines);
    }
}

package eu.qlpipeline.signing.agent.audit.verify;

/**
 * Something in a log that is not as an agent leaves it.
 *
 * @param kind what it is
 * @param place where it is
 * @param message what was found and what was expected
 */
public record LogFinding(Kind kind, Place place, String message) {

    /** Kinds of findings. */
    public enum Kind {
        /** Bytes that are no record, no header or no checkpoint. */
        DAMAGED,
        /** A file that ends within a record or a checkpoint. */
        TORN,
        /** Records that are missing. */
        GAP,
        /** A record or a checkpoint that is not in its place. */
        ORDER,
        /** An outcome that does not fit what was recorded before it. */
        OUTCOME,
        /** A checkpoint whose signature is not the key's. */
        CHECKPOINT_FORGED,
        /** A checkpoint of another log, or of a key whose certificate was not given. */
        CHECKPOINT_FOREIGN,
        /** Records that are not those that a checkpoint signs. */
        NOT_AS_SIGNED,
        /** Records that are not those that the next segment continues. */
        NOT_AS_CONTINUED,
        /** A checkpoint signs records that are no longer there. */
        TAIL_REMOVED,
        /** Records at the end that no checkpoint signs. */
        TAIL_UNSIGNED,
        /** Records at the end that no checkpoint signs, for longer than an agent that runs leaves them so. */
        TAIL_STALE
    }

    /**
     * A place in the files of a log.
     *
     * @param file the name of the file
     * @param offset where it begins, in bytes
     * @param sequence the sequence of the record that is there, or would be
     */
    public record Place(String file, long offset, long sequence) {

        /** For example {@code audit-0000000000000000000.log at byte 1234, sequence 17}. */
        @Override
        public String toString() {
            return file + " at byte " + offset + ", sequence " + sequence;
        }
    }
}

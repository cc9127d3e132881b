package eu.qlpipeline.signing.agent.audit.segment;

import org.jspecify.annotations.Nullable;

/** Thrown where a file of the log does not hold what it should; says where. */
public final class DamageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final boolean torn;

    private DamageException(String file, long offset, boolean torn, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.file = file;
        this.offset = offset;
        this.torn = torn;
    }

    /** The file ends within a record, as after an agent that was killed while it wrote. */
    public static DamageException torn(String file, long offset, String message) {
        return new DamageException(file, offset, true, message, null);
    }

    /** The file holds what no agent wrote. */
    public static DamageException corrupt(String file, long offset, String message) {
        return new DamageException(file, offset, false, message, null);
    }

    /** The file holds what no agent wrote, as something else found out. */
    public static DamageException corrupt(String file, long offset, Exception cause) {
        return new DamageException(file, offset, false, String.valueOf(cause.getMessage()), cause);
    }

    /** What is damaged, with its place. */
    public String describe() {
        return file + " at byte " + offset + ": " + getMessage();
    }

    /** The name of the file. */
    public String file() {
        return file;
    }

    /** Where in the file what is damaged begins, in bytes. */
    public long offset() {
        return offset;
    }

    /** Whether the file merely ends too early. */
    public boolean isTorn() {
        return torn;
    }
}

package eu.qlpipeline.signing.acceptance.process;

/** Thrown where a program does not start, does not end in time, or ends otherwise than expected. */
public final class ProgramException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with the program's output
     */
    public ProgramException(String message) {
        super(message);
    }

    /**
     * @param message what happened, with the program's output
     * @param cause what brought it about
     */
    public ProgramException(String message, Throwable cause) {
        super(message, cause);
    }
}

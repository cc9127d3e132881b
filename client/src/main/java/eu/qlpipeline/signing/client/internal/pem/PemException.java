package eu.qlpipeline.signing.client.internal.pem;

import java.security.GeneralSecurityException;

/** Thrown where a PEM file does not hold exactly what was asked for; says why, without any of its content. */
public final class PemException extends GeneralSecurityException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    /**
     * @param problem what is wrong, for programs
     * @param message what was found and what was expected
     */
    public PemException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    /**
     * @param cause what the parser said
     * @see #PemException(Problem, String)
     */
    public PemException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** The ways in which a PEM file can be wrong. */
    public enum Problem {
        /** There is no PEM block. */
        NOT_PEM,
        /** A block does not end, or ends under another label. */
        TRUNCATED,
        /** The block is of another kind. */
        FOREIGN,
        /** The block is a private key where a certificate belongs. */
        PRIVATE_KEY,
        /** The private key is encrypted. */
        ENCRYPTED,
        /** There is more than one block. */
        SEVERAL,
        /** The content of the block does not parse. */
        MALFORMED,
        /** The file is larger than any certificate or key. */
        TOO_LARGE
    }
}

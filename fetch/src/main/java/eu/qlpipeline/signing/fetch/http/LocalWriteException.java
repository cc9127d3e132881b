package eu.qlpipeline.signing.fetch.http;

import java.io.IOException;

/** Thrown where a body came but could not be put where it was to go. */
final class LocalWriteException extends IOException {

    private static final long serialVersionUID = 1L;

    LocalWriteException(String message) {
        super(message);
    }

    LocalWriteException(String message, IOException cause) {
        super(message, cause);
    }
}

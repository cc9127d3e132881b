package eu.qlpipeline.signing.contract.audit;

import org.jspecify.annotations.Nullable;

/** Thrown where bytes are no record. */
public final class MalformedRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

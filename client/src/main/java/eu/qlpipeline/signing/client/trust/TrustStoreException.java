package eu.qlpipeline.signing.client.trust;

import org.jspecify.annotations.Nullable;

/** Thrown where a certificate may not enter the trust store, or the store is not what it was; says why. */
public final class TrustStoreException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    TrustStoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    TrustStoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The reason, for programs. */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with a certificate or with the store. */
    public enum Reason {
        /** The certificate has another fingerprint than the one given, or than the one its file is named by. */
        FINGERPRINT_MISMATCH,
        /** The file does not hold exactly one X.509 certificate in PEM. */
        NOT_ONE_CERTIFICATE,
        /** The file holds a private key, which does not belong here. */
        PRIVATE_KEY,
        /** The key of the certificate is not RSA of 4096 bits. */
        KEY_UNSUITABLE,
        /** The store holds a file that was not put there by the store, or was changed. */
        FILE_UNEXPECTED,
        /** A file of the store does not begin with how the certificate's key has to answer. */
        ENROLMENT_UNREADABLE,
        /** The certificate is stored with another mode, audience or channel binding. */
        ENROLMENT_DIFFERENT,
        /** Everybody may write the directory, or a file of it, and thereby say who is trusted. */
        OPEN_TO_OTHERS,
        /** The store holds no such certificate. */
        NOT_STORED,
        /** A file or the directory cannot be read or written, or is not there. */
        UNREADABLE
    }
}

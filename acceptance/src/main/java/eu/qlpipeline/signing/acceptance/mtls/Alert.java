package eu.qlpipeline.signing.acceptance.mtls;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** The alerts with which a server refuses a client, and their numbers (RFC 8446 section 6). */
public enum Alert {
    /** Wrong parameters or none in common. */
    HANDSHAKE_FAILURE(40),
    /** A certificate that is no good. */
    BAD_CERTIFICATE(42),
    /** A certificate of a kind that is not taken. */
    UNSUPPORTED_CERTIFICATE(43),
    /** A certificate out of its time. */
    CERTIFICATE_EXPIRED(45),
    /** A certificate that is refused for a reason of the server's own. */
    CERTIFICATE_UNKNOWN(46),
    /** A certificate whose issuer is not trusted. */
    UNKNOWN_CA(48),
    /** Access refused after all checks. */
    ACCESS_DENIED(49),
    /** A signature that does not verify. */
    DECRYPT_ERROR(51),
    /** A version of TLS that is not taken. */
    PROTOCOL_VERSION(70),
    /** A defect of the server's. */
    INTERNAL_ERROR(80),
    /** No certificate where one is wanted. */
    CERTIFICATE_REQUIRED(116);

    private static final Pattern RECEIVED = Pattern.compile("Received fatal alert: ([a-z_]+)");

    private final int number;

    Alert(int number) {
        this.number = number;
    }

    /** The alert that JSSE read off the connection, if it was one that ended it. */
    static Optional<Alert> in(SSLException failure) {
        var received = RECEIVED.matcher(String.valueOf(failure.getMessage()));
        if (!received.find()) {
            return Optional.empty();
        }
        String name = received.group(1).toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(alert -> alert.name().equals(name))
                .findFirst();
    }

    /** For example {@code decrypt_error (51)}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + " (" + number + ")";
    }
}

package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.StatusRuntimeException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.regex.Pattern;

/** What a failed call says of its cause, on one line. */
public final class CallTrouble {

    private static final Pattern NATIVE_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ");

    private CallTrouble() {}

    /**
     * The cause; before it, where that is so, that the certificate by which the peer knows this side has expired, which no agent
     * admits.
     */
    public static String of(StatusRuntimeException failure, X509Certificate own) {
        Instant end = own.getNotAfter().toInstant();
        String expired = Instant.now().isAfter(end)
                ? "client certificate: expired at " + end + " (expected: a valid one); "
                : "";
        return expired + cause(failure);
    }

    /** The deepest that says anything, since a channel that is closed says nothing. */
    private static String cause(StatusRuntimeException failure) {
        String text = failure.getStatus().getDescription();
        for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
            if (at instanceof UnknownHostException unknown) {
                return notKnown(unknown);
            }
            text = at.getMessage() == null ? text : at.getMessage();
        }
        return PeerText.oneLine(text == null ? "" : NATIVE_CALL.matcher(text).replaceFirst(""));
    }

    /** The JDK says the name, and why at the first time only, in the words of the system. */
    private static String notKnown(UnknownHostException unknown) {
        String name = String.valueOf(unknown.getMessage()).split(": ", 2)[0];
        return "name " + PeerText.oneLine(name) + ": not known (expected: a name that resolves)";
    }
}

package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.StatusRuntimeException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** What a failed call says of its cause, on one line. */
public final class CallTrouble {

    private static final Pattern NATIVE_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?[0-9]+\\): ");

    private CallTrouble() {}

    /** The deepest cause that says anything, since a channel that is closed says nothing. */
    public static String of(StatusRuntimeException failure) {
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

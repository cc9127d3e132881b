package eu.qlpipeline.signing.fetch.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Tells what a failed request means: the key's own trouble, TLS that one side did not accept, or no answer. */
final class FetchFailure {

    private static final Pattern CLASSES = Pattern.compile("\\b([a-z0-9]+\\.)+[A-Z]\\w+: ");
    private static final String NAMES = "subjectAltNames: ";

    private FetchFailure() {}

    static FetchException of(HttpUrl url, IOException failure, TlsClientKey key) {
        String server = "server " + url.host() + ":" + url.port() + ": ";
        Optional<SSLException> tls = Optional.empty();
        for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
            Optional<FetchException> keys = key.failure(at);
            if (keys.isPresent()) {
                return keys.get();
            }
            if (at instanceof LocalWriteException local) {
                return new FetchException(
                        FetchExitCodes.USAGE,
                        String.valueOf(local.getMessage()),
                        failure,
                        "have the body go elsewhere: -o FILE");
            }
            if (tls.isEmpty() && at instanceof SSLException found) {
                tls = Optional.of(found);
            }
        }
        if (tls.isPresent()) {
            return new FetchException(
                    FetchExitCodes.REFUSED,
                    server + "TLS: " + text(tls.get()),
                    failure,
                    "an alert is the server's: it wants TLS 1.3 and a client certificate that it trusts",
                    "a certification path or host name is this side's: --cacert FILE, and the name in the URL");
        }
        return new FetchException(
                FetchExitCodes.SERVER_UNREACHABLE,
                server + unreachable(failure),
                failure,
                "check the URL, the network, and that the server serves; --resolve HOST:PORT:ADDRESS gives an address");
    }

    private static String unreachable(IOException failure) {
        if (failure instanceof InterruptedIOException || failure.getCause() instanceof TimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof UnknownHostException) {
            return "name: not known (expected: a name that resolves)";
        }
        if (failure instanceof ConnectException) {
            return "connection: refused or no route";
        }
        if (failure instanceof EOFException && failure.getMessage() == null) {
            return "answer: does not come whole";
        }
        return text(failure);
    }

    private static String text(IOException failure) {
        List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
        // OkHttp tells a name that is not the certificate's on one line, and on the last which ones are.
        String first = lines.isEmpty() ? "" : CLASSES.matcher(lines.get(0)).replaceAll("");
        String names = lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
        return first.endsWith(":")
                ? first.substring(0, first.length() - 1)
                        + (names.startsWith(NAMES) ? " (expected: one of " + names.substring(NAMES.length()) + ")" : "")
                : first;
    }
}

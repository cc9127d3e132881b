package eu.qlpipeline.signing.fetch;

import eu.qlpipeline.signing.fetch.argument.HeaderLines;
import eu.qlpipeline.signing.fetch.argument.ResolutionConverter;
import eu.qlpipeline.signing.fetch.argument.UrlConverter;
import eu.qlpipeline.signing.fetch.console.CountConverter;
import eu.qlpipeline.signing.fetch.console.JsonAsked;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import eu.qlpipeline.signing.fetch.console.TimeConverter;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import eu.qlpipeline.signing.fetch.http.Fetcher;
import eu.qlpipeline.signing.fetch.http.Resolution;
import eu.qlpipeline.signing.fetch.http.ServerTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of a fetch, to be mixed into a program's command. */
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"}) // set by picocli
public final class FetchOptions {

    @Parameters(
            paramLabel = "URL",
            arity = "1..*",
            converter = UrlConverter.class,
            description = "What to get, https only; several are got one after the other.")
    private List<HttpUrl> urls;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE|@FILE",
            converter = HeaderLines.Converter.class,
            description = "A further header of each request; @FILE reads a line for each.")
    private List<HeaderLines> headers = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "Where the body goes in place of standard output (-); the n-th is for the n-th URL.")
    private List<Path> outputs = new ArrayList<>();

    @Option(names = JsonAsked.OPTION, description = "Print one JSON object, the bodies in it where they have no -o.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print protocol, cipher, peer, status and headers on standard error.")
    private boolean verbose;

    @Option(names = "--fail", description = "Drop the body of an answer with a status of 400 or more.")
    private boolean fail;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10",
            converter = TimeConverter.class,
            description = "How long connecting may take: seconds, or such as 500ms or 2m. Default: ${DEFAULT-VALUE}.")
    private Duration connectTimeout;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            defaultValue = "60",
            converter = TimeConverter.class,
            description = "How long each request may take in all. Default: ${DEFAULT-VALUE}.")
    private Duration maxTime;

    @Option(
            names = "--resolve",
            paramLabel = "HOST:PORT:ADDRESS",
            converter = ResolutionConverter.class,
            description = "Connect to that address; the name stays that of the URL in TLS and in the certificate.")
    private List<Resolution> resolutions = new ArrayList<>();

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            converter = PathConverter.class,
            description = "PEM certificates that vouch for the server, in place of the JDK's trust store.")
    private @Nullable Path cacert;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            converter = CountConverter.class,
            description = "Get each URL N times, 1 to 1000. Default: ${DEFAULT-VALUE}.")
    private int repeat;

    /** Refuses what the forms of the single options let through. */
    void validate() throws FetchException {
        if (outputs.size() > urls.size()) {
            throw usage("output: " + outputs.size() + " files (expected: at most one for each of " + urls.size()
                    + " URLs)");
        }
        for (Path output : outputs) {
            if (json && DescriptorName.isOut(output)) {
                throw usage(
                        "output: " + output + " (expected: another file, since --json prints there)",
                        "without -o the body is in what --json prints");
            }
            if (DescriptorName.isOther(output)) {
                throw usage(
                        "output: " + output
                                + ": the file of an open descriptor (expected: its own name, or /dev/stdout)",
                        "standard output may lead there: in a shell, >&3 in place of -o /dev/fd/3");
            }
        }
        if (repeat < 1 || repeat > 1000) {
            throw usage("repeat: " + repeat + " (expected: 1 to 1000)");
        }
    }

    /** What is to be got, in order. */
    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            Path output = i < outputs.size() && !DescriptorName.isOut(outputs.get(i)) ? outputs.get(i) : null;
            for (int n = 0; n < repeat; n++) {
                targets.add(new Target(urls.get(i), output));
            }
        }
        return targets;
    }

    /** The headers of each request; the program names itself unless told otherwise. */
    Headers headers(String program) {
        var all = new Headers.Builder().set("User-Agent", program).set("Accept-Encoding", "identity");
        for (HeaderLines lines : headers) {
            lines.headers().names().forEach(all::removeAll);
        }
        headers.forEach(lines -> all.addAll(lines.headers()));
        return all.build();
    }

    X509TrustManager serverTrust() throws FetchException {
        return cacert == null ? ServerTrust.jdk() : ServerTrust.of(cacert);
    }

    List<Resolution> resolutions() {
        return resolutions;
    }

    /** How long each request may take in all. */
    public Duration maxTime() {
        return maxTime;
    }

    Fetcher.Times times() {
        return new Fetcher.Times(connectTimeout, maxTime);
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    boolean fail() {
        return fail;
    }

    private static FetchException usage(String message, String... hints) {
        return new FetchException(FetchExitCodes.USAGE, message, null, hints);
    }

    /**
     * One request.
     *
     * @param url what to get
     * @param output the file for the body, or null for standard output
     */
    record Target(HttpUrl url, @Nullable Path output) {}
}

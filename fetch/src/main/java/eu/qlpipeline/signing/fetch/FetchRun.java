package eu.qlpipeline.signing.fetch;

import eu.qlpipeline.signing.fetch.console.StandardOutput;
import eu.qlpipeline.signing.fetch.http.BodySink;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import eu.qlpipeline.signing.fetch.http.Fetched;
import eu.qlpipeline.signing.fetch.http.Fetcher;
import eu.qlpipeline.signing.fetch.http.FileTrouble;
import eu.qlpipeline.signing.fetch.http.TlsClientKey;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One run of a fetch: every URL in order, over as few connections as the servers allow.
 *
 * @param program the name of the program, which is also its User-Agent
 * @param options what was asked for
 * @param out where bodies and JSON go
 * @param err where {@code --verbose} goes, and a line for each status of 400 or more
 */
public record FetchRun(String program, FetchOptions options, OutputStream out, PrintWriter err) {

    private static final String STANDARD_OUTPUT = "standard output";

    /**
     * Gets everything and prints it.
     *
     * @param key the key to log in with
     * @return {@link FetchExitCodes#DONE}, or {@link FetchExitCodes#REFUSED} where a status was 400 or more
     * @throws FetchException if an answer could not be had; what follows it was not asked for
     */
    public int execute(TlsClientKey key) throws FetchException {
        if (options.json()) {
            return asJson(key);
        }
        try (Fetcher fetcher = open(key)) {
            return asText(fetcher, key);
        }
    }

    /**
     * Prints the object of {@code --json} where there is no key to execute with, or a defect of the program ends the execution.
     *
     * @return the same failure, to be thrown
     */
    public FetchException withoutKey(FetchException failure) {
        if (options.json()) {
            EarlyEnd.print(out, failure);
        }
        return failure;
    }

    private Fetcher open(TlsClientKey key) throws FetchException {
        options.validate();
        return Fetcher.open(key, options.serverTrust(), options.resolutions(), options.times());
    }

    private int asText(Fetcher fetcher, TlsClientKey key) throws FetchException {
        Headers headers = options.headers(program);
        boolean error = false;
        for (FetchOptions.Target target : options.targets()) {
            BodySink sink = sink(target.output(), BodySink.stream(out, STANDARD_OUTPUT));
            BodySink announced = (answer, body) -> {
                if (options.verbose()) {
                    VerboseText.print(answer, err);
                }
                keptUnless(answer, sink).accept(answer, body);
            };
            error |= reported(fetcher.get(target.url(), headers, announced));
        }
        if (options.verbose()) {
            err.println("* signatures: " + key.signatures());
            err.flush();
        }
        return error ? FetchExitCodes.REFUSED : FetchExitCodes.DONE;
    }

    private int asJson(TlsClientKey key) throws FetchException {
        Headers headers = options.headers(program);
        var report = new JsonReport();
        boolean error = false;
        int held = 0;
        try (Fetcher fetcher = open(key)) {
            for (FetchOptions.Target target : options.targets()) {
                var body = new ByteArrayOutputStream();
                BodySink sink = sink(target.output(), BodySink.memory(body, held));
                Fetched answer = fetcher.get(
                        target.url(),
                        headers,
                        (got, content) -> keptUnless(got, sink).accept(got, content));
                add(report, answer, kept(answer) ? target.output() : null, body);
                held += body.size();
                error |= reported(answer);
            }
        } catch (FetchException e) {
            report.failed(e);
            print(report, key.signatures());
            throw e;
        }
        print(report, key.signatures());
        return error ? FetchExitCodes.REFUSED : FetchExitCodes.DONE;
    }

    private static void add(JsonReport report, Fetched answer, @Nullable Path file, ByteArrayOutputStream body)
            throws FetchException {
        try {
            report.add(answer, file, body.toByteArray());
        } catch (OutOfMemoryError e) {
            throw new FetchException(
                    FetchExitCodes.USAGE,
                    "bodies: too large for the memory of this program (expected: fewer with --json, or -o FILE)",
                    e,
                    "have the body go elsewhere: -o FILE");
        }
    }

    private static BodySink sink(@Nullable Path output, BodySink without) {
        if (output == null) {
            return without;
        }
        return DescriptorName.isErr(output)
                ? BodySink.stream(new FileOutputStream(FileDescriptor.err), "standard error")
                : BodySink.file(output);
    }

    /** Whether an answer makes the exit code; one line says which, as a body may not. */
    private boolean reported(Fetched answer) {
        if (answer.isError()) {
            err.println(program + ": server " + answer.url().host() + ":"
                    + answer.url().port() + ": status " + answer.status() + " (expected: below 400)");
            err.flush();
        }
        return answer.isError();
    }

    private BodySink keptUnless(Fetched answer, BodySink sink) {
        return kept(answer) ? sink : BodySink.nowhere();
    }

    private boolean kept(Fetched answer) {
        return !options.fail() || !answer.isError();
    }

    private void print(JsonReport report, long signatures) throws FetchException {
        try {
            report.write(out, signatures);
        } catch (IOException e) {
            throw new FetchException(
                    FetchExitCodes.USAGE,
                    STANDARD_OUTPUT + ": not writable: " + FileTrouble.of(Path.of(STANDARD_OUTPUT), e),
                    e,
                    StandardOutput.HINT);
        }
    }
}

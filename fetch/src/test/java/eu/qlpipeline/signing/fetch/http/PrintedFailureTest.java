package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.qlpipeline.signing.fetch.FetchReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class PrintedFailureTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    /** Sets the title of a terminal, clears it, and colours it. */
    private static final String STEERING = "\u001b]0;title\u0007\u001b[2J\u001b[31mHTTP/1.1 evil\r\n\r\n";

    @Test
    void whatAServerWroteSteersNoTerminalInTheMessageNorInTheStackTrace() throws IOException {
        var err = new StringWriter();
        var command = new CommandLine(CommandSpec.create()).setErr(new PrintWriter(err));
        try (var server = TestingServer.closing(STEERING);
                Fetcher fetcher =
                        Fetcher.open(new NoKey(), TestingServer.trust(), List.of(), new Fetcher.Times(LONG, LONG))) {
            FetchException failure = catchThrowableOfType(
                    FetchException.class, () -> fetcher.get(server.url(), Headers.EMPTY, BodySink.nowhere()));
            new FetchReport("signing-fetch", () -> true)
                    .handleExecutionException(failure, command, command.parseArgs());
        }
        assertThat(err.toString())
                .startsWith("signing-fetch: server 127.0.0.1:")
                .contains("\nhint: ", "evil\n\tat ")
                .doesNotContainPattern("[\\p{C}&&[^\n\t]]");
    }
}

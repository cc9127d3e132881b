package eu.qlpipeline.signing.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    @Test
    void printsNothingThatSteersATerminal() throws Exception {
        var report = new JsonReport();
        var text = new ByteArrayOutputStream();
        report.failed(new FetchException(
                FetchExitCodes.SERVER_UNREACHABLE, "\u001b[31m \u009b31m \u202egpj \udb40\udc41 \ud800", null));
        report.write(text, 0);
        assertThat(text.toString(StandardCharsets.UTF_8).replace("\n", "")).doesNotContainPattern("\\p{C}");
    }
}

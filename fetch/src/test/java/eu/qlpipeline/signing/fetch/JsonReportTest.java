package eu.qlpipeline.signing.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonReportTest {

    @Test
    void printsNothingThatSteersATerminal() {
        var report = new JsonReport();
        report.failed(new FetchException(
                FetchExitCodes.SERVER_UNREACHABLE, "\u001b[31m \u009b31m \u202egpj \udb40\udc41 \ud800", null));
        assertThat(new String(report.text(0), StandardCharsets.UTF_8).replace("\n", ""))
                .doesNotContainPattern("\\p{C}");
    }
}

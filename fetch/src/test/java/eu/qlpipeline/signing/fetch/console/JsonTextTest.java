package eu.qlpipeline.signing.fetch.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    /** C0 and C1 controls, an override of direction, a tag beyond the first 65 536, half of a pair, and what is none of these. */
    private static final String STEERING =
            "\u001b[31m \u009b31m \u202egpj \udb40\udc41 \ud800 d\u00e9\u007f\n\ud83d\ude00";

    @Test
    void saysWhatIsNotOfAsciiAndWhatSteersATerminalByItsNumber() {
        String text = JsonText.pretty(Map.of("subject", STEERING));
        assertThat(text)
                .isEqualTo(
                        "{\n  \"subject\": \"\\u001b[31m \\u009b31m \\u202egpj \\udb40\\udc41 \\ud800 d\\u00e9\\u007f\\n"
                                + "\\ud83d\\ude00\"\n}");
        assertThat(JsonParser.parseString(text).getAsJsonObject().get("subject").getAsString())
                .isEqualTo(STEERING);
    }
}

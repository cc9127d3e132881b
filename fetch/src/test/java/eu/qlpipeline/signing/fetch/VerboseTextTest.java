package eu.qlpipeline.signing.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerboseTextTest {

    @Test
    void whatAServerSaysSteersNoTerminal() {
        assertThat(VerboseText.printable("< a: \u001b[2J\u009b1m\r\n\u202eb")).isEqualTo("< a: ?[2J?1m?b");
    }
}

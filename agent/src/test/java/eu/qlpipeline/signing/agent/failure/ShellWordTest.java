package eu.qlpipeline.signing.agent.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {

    @ParameterizedTest
    @ValueSource(strings = {"key.label=ql-2027", "ql 2027", "it's", "$HOME `id` \\ \"", "schl\u00fcssel", ""})
    void aShellReadsTheWordThatItWas(String word) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + ShellWord.of(word)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key.label=ql-2027", "/usr/lib/x.so"})
    void whatNeedsNoQuotesHasNone(String word) {
        assertThat(ShellWord.of(word)).isEqualTo(word);
    }
}

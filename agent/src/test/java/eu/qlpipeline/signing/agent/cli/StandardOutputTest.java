package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.fetch.console.StandardOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be printed was not done. */
class StandardOutputTest {

    private static final class FullWriter extends Writer {

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class FullStream extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config print",
                "config print --json",
                "doctor",
                "pin status --json",
                "--version",
                "--help",
                "config print --help",
                "generate-completion"
            })
    void isSaidOfEveryVerbWhereItCannotBeWritten(String arguments) {
        var verbs = new TestingVerbs();
        assertThat(verbs.run(new FullWriter(), Map.of(), arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(verbs.err())
                .contains("signing-agent: standard output: cannot be written (expected: all of it)\nhint: ");
    }

    @Test
    void alsoKnowsWhatBecameOfBytesThatWentPastIt() {
        var stream = new PrintStream(new FullStream(), true, StandardCharsets.UTF_8);
        var output = new StandardOutput(new PrintWriter(new StringWriter()), stream);
        assertThat(output.checkError()).isFalse();
        stream.write(1);
        assertThat(output.checkError()).isTrue();
    }
}

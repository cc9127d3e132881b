package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.agent.cli.SigningAgentMain;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start for which threads run out. */
class FailedStartTest {

    private static final int KILOBYTES = 6 << 20;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTheFiles() throws IOException {
        TestingPeer.make("agent").write(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        Files.createDirectory(directory.resolve("providers"));
    }

    private List<String> flags() {
        return List.of(
                "token.module=/m",
                "token.label=t",
                "token.pin.file=/p",
                "server.port=0",
                "server.certificate=" + directory.resolve("tls.crt"),
                "server.key=" + directory.resolve("tls.key"),
                "providers.directory=" + directory.resolve("providers"),
                "audit.directory=" + directory.resolve("audit"),
                "signing.threads=1024");
    }

    /** Each thread may have so large a stack that there is no room for that of each signer. */
    @Test
    void theProgramEndsWithALineWhereNotAllOfItsThreadsCanBeMade() throws Exception {
        assertThat(lastWords("text"))
                .startsWith("signing-agent: ended by java.lang.OutOfMemoryError: unable to create native thread");
    }

    @Test
    void theLineIsAJsonObjectWhereThoseOfTheLogAre() throws Exception {
        JsonObject last = JsonParser.parseString(lastWords("json")).getAsJsonObject();
        assertThat(last.get("level").getAsString()).isEqualTo("error");
        assertThat(last.get("message").getAsString())
                .startsWith("ended by java.lang.OutOfMemoryError: unable to create native thread");
        assertThat(last.has("stackTrace")).isFalse();
    }

    /** The last line on the standard error of a start for which there are too few threads. */
    private String lastWords(String format) throws Exception {
        Path errors = directory.resolve("errors");
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "ulimit -v " + KILOBYTES + "; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Xss64m",
                "-cp",
                System.getProperty("java.class.path"),
                SigningAgentMain.class.getName()));
        flags().forEach(flag -> command.add("--set=" + flag));
        command.add("--set=log.format=" + format);
        command.add("serve");
        Process process = new ProcessBuilder(command)
                .redirectError(errors.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.REFUSED);
            List<String> lines = Files.readAllLines(errors);
            assertThat(lines).isNotEmpty().noneMatch(line -> line.startsWith("\tat "));
            return lines.get(lines.size() - 1);
        } finally {
            process.destroyForcibly();
        }
    }
}

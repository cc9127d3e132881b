package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.cli.SigningAgentMain;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.config.ConfigRequest;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A start for which memory or threads run out leaves nothing behind. Isolated: it looks which threads there are. */
@Isolated
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

    private AgentSettings settings() {
        return ConfigLoader.load(new ConfigRequest(Optional.empty(), flags(), Map.of(), directory))
                .settings();
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                try {
                    open.add(Files.readSymbolicLink(one));
                } catch (NoSuchFileException e) {
                    // Closed meanwhile, as what lists them will be.
                }
            }
        }
        return open;
    }

    @Test
    void whatWasOpenedIsClosedWhenMemoryRunsOut() throws IOException {
        Set<Thread> before = threads();
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> AgentAssembly.start(settings(), new ShortClock(), why -> {}));

        assertThat(openFiles()).noneMatch(file -> file.startsWith(directory));
        new LogDirectory(directory.resolve("audit")).lock().close();
        await().untilAsserted(() -> assertThat(threads())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("token-")));
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

    /** There is no memory left for a time in milliseconds, which records alone ask for. */
    private static final class ShortClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public long millis() {
            throw new OutOfMemoryError("Java heap space");
        }
    }
}

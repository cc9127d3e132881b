package eu.qlpipeline.signing.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it sets up is the logging of the whole JVM, and with it what every other test writes. */
@Isolated
class LoggingTest {

    private final PrintStream before = System.err;
    private final Locale locale = Locale.getDefault();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() throws IOException {
        System.setErr(before);
        Locale.setDefault(locale);
        LogManager.getLogManager().readConfiguration();
    }

    private static LogRecord logRecord(String message) {
        var logRecord = new LogRecord(Level.WARNING, message);
        logRecord.setLoggerName("eu.qlpipeline.signing.agent.rpc.AgentServer");
        logRecord.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
        return logRecord;
    }

    @Test
    void writesALineForPeople() {
        assertThat(new TextLine().format(logRecord("serving")))
                .isEqualTo("2026-01-02T03:04:05.000Z WARNING AgentServer: serving\n");
    }

    @ParameterizedTest
    @CsvSource({"ERROR, ERROR", "WARNING, WARNING", "INFO, WARNING", "DEBUG, DEBUG"})
    void quietLeavesOutWhatHappensInTheLarge(LogLevel level, LogLevel quiet) {
        assertThat(new LogSettings(LogFormat.JSON, level).quiet()).isEqualTo(new LogSettings(LogFormat.JSON, quiet));
    }

    @ParameterizedTest
    @CsvSource({"WARNING, false", "INFO, false", "DEBUG, true"})
    void whatIsWrongWithACallFillsNoLogUnlessEverythingIsAskedFor(LogLevel level, boolean written) {
        Logging.configure(new LogSettings(LogFormat.TEXT, level));
        for (String name : List.of("NettyServerHandler", "NettyServerStream")) {
            Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty." + name).warning("of one call: " + name);
            assertThat(this.written.toString(StandardCharsets.UTF_8).contains("of one call: " + name))
                    .isEqualTo(written);
        }
        Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServer").warning("of the server");
        assertThat(this.written.toString(StandardCharsets.UTF_8)).contains("of the server");
    }

    @ParameterizedTest
    @CsvSource({"en-US", "fa-IR"})
    void writesANumberInTheSameDigitsInEveryLocale(String tag) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        LogRecord logRecord = logRecord("generation {0} serves {1}");
        logRecord.setParameters(new Object[] {1_234L, null});
        assertThat(new TextLine().format(logRecord)).endsWith(": generation 1234 serves null\n");
        assertThat(new JsonLine().format(logRecord)).contains("\"generation 1234 serves null\"");
    }

    @Test
    void writesALineForMachines() {
        String line = new JsonLine().format(logRecord("say \"hi\"\n"));
        assertThat(line).endsWith("}\n").hasLineCount(1);

        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("time", "level", "logger", "thread", "message");
        assertThat(json.get("time").getAsString()).isEqualTo("2026-01-02T03:04:05.000Z");
        assertThat(json.get("level").getAsString()).isEqualTo("warning");
        assertThat(json.get("message").getAsString()).isEqualTo("say \"hi\"\n");
    }

    @ParameterizedTest
    @CsvSource({"TEXT", "JSON"})
    void aMessageOrACauseCannotForgeALine(LogFormat format) {
        LogRecord logRecord = logRecord("a\n2026 INFO forged\r\u0085\u2028b\u001b[0m");
        logRecord.setThrown(new IllegalStateException("x\ny"));
        assertThat(Logging.formatter(format).format(logRecord).stripTrailing())
                .doesNotContainPattern("[\\p{Cc}\u2028]");
    }

    @Test
    void showsWhatWasThrown() {
        LogRecord logRecord = logRecord("lost");
        logRecord.setThrown(new IllegalStateException("the cause"));
        assertThat(new TextLine().format(logRecord))
                .contains("java.lang.IllegalStateException: the cause", "at eu.qlp");
        assertThat(new JsonLine().format(logRecord))
                .contains("\"stackTrace\":\"java.lang.IllegalStateException: the cause");
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR, error-p error-l",
        "WARNING, error-p warning-p error-l warning-l",
        "INFO, error-p warning-p info-p error-l warning-l",
        "DEBUG, error-p warning-p info-p debug-p error-l warning-l info-l"
    })
    void theProductLogsFromItsLevelAndLibrariesFromWarnings(LogLevel level, String expected) {
        Logging.configure(new LogSettings(LogFormat.TEXT, level));

        log(System.getLogger("eu.qlpipeline.signing.agent.Some"), "p");
        log(System.getLogger("org.example.Library"), "l");

        assertThat(written.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .filter(word -> word.matches("[a-z]+-[pl]")))
                .containsExactly(expected.split(" "));
    }

    private static void log(System.Logger logger, String who) {
        logger.log(System.Logger.Level.ERROR, "error-" + who);
        logger.log(System.Logger.Level.WARNING, "warning-" + who);
        logger.log(System.Logger.Level.INFO, "info-" + who);
        logger.log(System.Logger.Level.DEBUG, "debug-" + who);
    }
}

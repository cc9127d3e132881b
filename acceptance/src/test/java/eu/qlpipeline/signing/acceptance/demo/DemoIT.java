package eu.qlpipeline.signing.acceptance.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.process.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final int SIGTERM = 15;
    private static final Pattern KEPT = Pattern.compile("kill (\\d+); rm -r (\\S+)");

    private final Checkout checkout = new Checkout(Path.of(Objects.requireNonNull(System.getProperty("signing.root"))));

    @TempDir
    Path directory;

    @Test
    void everyStepHoldsAndNothingIsLeftRunning() throws Exception {
        Path report = directory.resolve("report.json");
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Outcome outcome;
        try (Processes processes = new Processes(directory)) {
            outcome = processes.run(demo(temporary).with("--report", report.toString()), DEADLINE);
        }

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        JsonArray steps = JsonParser.parseString(Files.readString(report)).getAsJsonArray();
        assertThat(steps).hasSizeGreaterThan(20).allSatisfy(step -> {
            JsonObject object = step.getAsJsonObject();
            assertThat(object.keySet()).containsExactly("part", "step", "ok", "detail");
            assertThat(object.get("ok").getAsBoolean()).as(object.toString()).isTrue();
        });
        assertThat(parts(steps)).containsOnly(2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(outcome.out()).contains("file                   " + temporary);
        assertNothingIsLeft(temporary);
    }

    @Test
    void keepLeavesTheAgentRunningAndSaysHowToStopIt() throws Exception {
        Outcome outcome;
        try (Processes processes = new Processes(directory)) {
            outcome = processes.run(checkout.demo(directory).with("--keep"), DEADLINE);
        }
        Matcher kept = KEPT.matcher(outcome.out());

        assertThat(kept.find()).as(outcome.toString()).isTrue();
        ProcessHandle agent = ProcessHandle.of(Long.parseLong(kept.group(1))).orElseThrow();
        assertThat(agent.isAlive()).isTrue();
        assertThat(outcome.out()).contains("scripts/signing-verifier verify --agent ");
        agent.destroy();
        agent.onExit().join();
        new WorkFolder(Path.of(kept.group(2))).close();
    }

    @Test
    void toldToStopItTakesEverythingWithIt() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Outcome outcome;
        try (Processes processes = new Processes(directory)) {
            RunningProgram demo = processes.start(demo(temporary));
            await().atMost(DEADLINE).until(() -> madeKey(temporary) || !demo.isAlive());
            demo.terminate();
            outcome = demo.await(DEADLINE);
        }

        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(128 + SIGTERM);
        assertThat(outcome.out()).contains("interrupted").doesNotContain("FAILED");
        assertNothingIsLeft(temporary);
    }

    /** A demo that makes its folder there, so that what it starts can be told from what another demo does. */
    private Program demo(Path temporary) throws IOException {
        // The demo's web server, which another user may run, reads beneath it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        return checkout.demo(directory)
                .withVariable("JAVA_TOOL_OPTIONS", "-XX:-UsePerfData -Djava.io.tmpdir=" + temporary);
    }

    private static void assertNothingIsLeft(Path temporary) {
        assertThat(temporary).isEmptyDirectory();
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.contains(temporary.toString()));
    }

    private static boolean madeKey(Path temporary) throws IOException {
        try (var folders = Files.list(temporary)) {
            return folders.anyMatch(folder -> Files.exists(folder.resolve("agent/ql-pipeline.crt")));
        }
    }

    private static List<Integer> parts(JsonArray steps) {
        return StreamSupport.stream(steps.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(step -> step.get("part").getAsInt())
                .toList();
    }
}

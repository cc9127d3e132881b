package eu.qlpipeline.signing.acceptance.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three agents under load, of which one is killed, one stopped as it stands, and one loses its token. */
@ExtendWith(StageExtension.class)
class FleetIT {

    private static final Duration AMPLE = Duration.ofMinutes(3);
    /** Each token signs fifty times a second at the most, so that the load outlasts the faults on any machine. */
    private static final String SLOW = "signing-time 20";

    /** Some 10 000 are verified in a second. */
    private static final int MANY = 60_000;

    private static final Pattern PROGRESS = Pattern.compile("([0-9]+) of [0-9]+");

    @ParameterizedTest(name = "{0}")
    @CsvSource({"raw, 1000", "bound, 3000"})
    void noVerificationFails(String mode, int count, Stage stage) {
        var fleet = Fleet.start(stage.checkout(), stage.processes(), stage.folder("fleet-" + mode), 3, mode);
        FleetAgent killed = fleet.agents().get(0);
        FleetAgent frozen = fleet.agents().get(1);
        FleetAgent without = fleet.agents().get(2);
        fleet.agents().forEach(agent -> agent.faults().tell(SLOW));
        List<String> verify = new ArrayList<>(List.of("verify", "--json", "--progress", "--in-flight", "8"));
        verify.addAll(List.of("--count", Integer.toString(count), "--deadline", "20s"));
        if (mode.equals("bound")) {
            verify.addAll(List.of("--stream", "--connections", "3"));
        }
        verify.addAll(fleet.options());

        RunningProgram load = fleet.provider().start(verify.toArray(String[]::new));
        awaitProgress(load, 0);
        killed.process().running().kill();
        awaitProgress(load, progress(load));
        frozen.freeze(stage.processes());
        awaitProgress(load, progress(load));
        frozen.thaw(stage.processes());
        awaitProgress(load, progress(load));
        without.faults().tell(SLOW + "\ntoken absent");
        awaitProgress(load, progress(load));
        assertThat(load.isAlive()).as("still under load after the last fault").isTrue();

        Outcome outcome = load.await(AMPLE);
        assertThat(outcome.exitCode()).as(outcome::toString).isZero();
        assertThat(outcome.json().get("accepted").getAsInt()).isEqualTo(count);
    }

    @Test
    void aStopBreaksNoStream(Stage stage) {
        var fleet = Fleet.start(stage.checkout(), stage.processes(), stage.folder("fleet-stop"), 2, "bound");
        fleet.agents().forEach(agent -> agent.faults().tell(SLOW));
        FleetAgent first = fleet.agents().get(0);
        FleetAgent other = fleet.agents().get(1);
        // So that the stream is with the one that is stopped.
        other.freeze(stage.processes());
        RunningProgram load = fleet.provider().start(streaming(fleet));
        awaitProgress(load, 0);
        other.thaw(stage.processes());
        awaitProgress(load, progress(load));
        assertStopsInOrder(first);
        assertThat(load.isAlive()).as("still under load after the stop").isTrue();

        Outcome outcome = load.await(AMPLE);
        assertThat(outcome.exitCode()).as(outcome::toString).isZero();
        assertThat(outcome.json().get("accepted").getAsInt()).isEqualTo(MANY);

        RunningProgram alone = fleet.provider().start(streaming(new Fleet(List.of(other), fleet.provider())));
        awaitProgress(alone, 0);
        assertStopsInOrder(other);

        JsonObject failed = alone.await(AMPLE).json();
        int accepted = failed.get("accepted").getAsInt();
        assertThat(failed.get("failed").getAsJsonObject().toString())
                .isEqualTo("{\"AGENT_REFUSED:SHUTTING_DOWN\":" + (MANY - accepted) + "}");
    }

    private static String[] streaming(Fleet agents) {
        List<String> verify = new ArrayList<>(List.of("verify", "--json", "--progress", "--mode", "bound", "--stream"));
        verify.addAll(List.of("--count", Integer.toString(MANY), "--in-flight", "256", "--deadline", "20s"));
        verify.addAll(agents.options());
        return verify.toArray(String[]::new);
    }

    private static void assertStopsInOrder(FleetAgent agent) {
        agent.process().running().terminate();
        Outcome end = agent.process().running().await(AMPLE);
        assertThat(end.err()).containsPattern("stopped; last checkpoint covers ([1-9][0-9]*) of \\1 records\n");
    }

    /** Waits until so many more are verified that the agents that are left have answered some. */
    private static void awaitProgress(RunningProgram load, long before) {
        await().atMost(AMPLE).until(() -> !load.isAlive() || progress(load) > before + 100);
    }

    private static long progress(RunningProgram load) {
        var matcher = PROGRESS.matcher(load.errorOutput());
        long last = 0;
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(1));
        }
        return last;
    }
}

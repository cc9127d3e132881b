package eu.qlpipeline.signing.acceptance.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three agents under load, of which one is killed, one stopped as it stands, and one loses its token. */
@ExtendWith(StageExtension.class)
class FleetIT {

    private static final Duration AMPLE = Duration.ofMinutes(3);
    /** Each token signs fifty times a second at the most, so that the load outlasts the faults on any machine. */
    private static final String SLOW = "signing-time 20";

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

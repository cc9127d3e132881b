package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Agents under load, each put through a part of the faults: no wrong signature, nobody waits past the deadline, callers see what
 * is promised, and all is well again soon after the HSM is, without a restart.
 */
@ExtendWith(StageExtension.class)
class FaultMatrixIT {

    private static final Duration HANG = Duration.ofSeconds(15);

    /** What a caller may wait beyond its deadline, on a machine that others use too. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    @Test
    void isWellAgainAfterEveryFault(Stage stage) {
        Path module = stage.faultModule();
        // Four wrong signatures within a minute are too many for one agent.
        List<Fault> conditions = Faults.conditions();
        int twice = conditions.stream().map(Fault::name).toList().indexOf("two flipped bits in a row");
        var runs = List.of(
                run(stage, module, "signing", Faults.signing()),
                run(
                        stage,
                        module,
                        "opening",
                        Stream.of("C_OpenSession", "C_Login", "C_FindObjects", "C_GetSlotInfo")
                                .flatMap(function -> Faults.opening(function).stream())
                                .toList()),
                run(stage, module, "conditions", conditions.subList(0, twice)),
                run(stage, module, "flipped", conditions.subList(twice, conditions.size())),
                run(
                        stage,
                        module,
                        "hanging",
                        List.of(Fault.of("C_SignFinal hangs for 15 s", "C_SignFinal hang always")
                                .lasting(HANG))),
                run(
                        stage,
                        module,
                        "hung",
                        List.of(Fault.of(
                                        "C_SignFinal hangs for ever (hang-seconds 1, hang-limit 4)",
                                        "C_SignFinal hang always")
                                .endedBy(Fault.End.RESTART)),
                        "supervision.hang-seconds",
                        "1",
                        "supervision.hang-limit",
                        "4"));

        var sightings = new ArrayList<Sighting>();
        runs.forEach(run -> sightings.addAll(run.join()));
        ReliabilityTable.write(sightings);

        assertThat(sightings).hasSizeGreaterThan(100).allSatisfy(FaultMatrixIT::isAsPromised);
        assertThat(ReliabilityTable.committed())
                .as("the faults of docs/reliability.md; scripts/fault-matrix writes its table anew")
                .containsExactlyElementsOf(
                        sightings.stream().map(seen -> seen.fault().name()).toList());
    }

    private static void isAsPromised(Sighting seen) {
        assertThat(seen.recoveryMillis())
                .as(seen::row)
                .isLessThan(
                        seen.fault().end() == Fault.End.RESTART
                                ? Duration.ofSeconds(30).toMillis()
                                : seen.fault().bound().toMillis());
        assertThat(seen.restarts()).as(seen::row).isEqualTo(seen.fault().end() == Fault.End.RESTART ? 1 : 0);
        assertThat(seen.longestMillis())
                .as(seen::row)
                .isLessThan(Load.DEADLINE.plus(GRACE).toMillis());
        assertThat(seen.fault().callers().see(seen.refusals()))
                .as("callers %s: %s", seen.fault().callers(), seen.row())
                .isTrue();
    }

    private static CompletableFuture<List<Sighting>> run(
            Stage stage, Path module, String name, List<Fault> faults, String... settings) {
        AgentHome home = stage.agent(name);
        if (name.equals("conditions")) {
            stage.pkcs11Tool(home).generateKey("rsa:4096", "0f", "other");
        }
        Provider provider = stage.provider(name + "-provider", home);
        var agent = FaultyAgent.start(stage, home, module, List.of("# well"), settings);
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var load = new Load(agent.address(), home, provider.tls())) {
                        List<Sighting> seen = new FaultRun(agent, load).through(faults);
                        assertThat(load.wrong()).as("wrong signatures").isZero();
                        if (faults.stream().anyMatch(fault -> fault.name().contains("flipped"))) {
                            assertThat(agent.process().running().errorOutput())
                                    .as("a wrong signature of the token is noticed")
                                    .contains("does not verify; not released");
                        }
                        return seen;
                    }
                },
                task -> new Thread(task, name).start());
    }
}

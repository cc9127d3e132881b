package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The alerts that are packaged, in the hands of Prometheus itself. */
@ExtendWith(StageExtension.class)
class AlertsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path PACKAGED =
            Path.of("..", "packaging", "prometheus").toAbsolutePath();
    private static final Path RULES = PACKAGED.resolve("signing-agent.rules.yml");
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

    @Test
    void eachIsHeldAgainstAnExample(Stage stage) throws IOException {
        stage.run(Program.of(PACKAGED, "promtool", "test", "rules", "signing-agent.tests.yml"))
                .orThrow();

        assertThat(found("alertname: (\\w+)", PACKAGED.resolve("signing-agent.tests.yml")))
                .isEqualTo(found("alert: (\\w+)", RULES));
    }

    /** That the document has each metric of an agent and no other is a test of its own. */
    @Test
    void eachAsksForMetricsThatThereAre() throws IOException {
        assertThat(found("\\| `(signing_agent_\\w+)`", DOCUMENT)).containsAll(found("(signing_agent_\\w+)", RULES));
    }

    @Test
    void theyFireWhileAnAgentIsNotWellAndNoLonger(Stage stage) throws IOException {
        AgentHome home = stage.agent("watched");
        var agent = FaultyAgent.start(
                stage,
                home,
                stage.faultModule(),
                List.of("# well"),
                "metrics.port",
                "0",
                "supervision.keep-alive-seconds",
                "1");
        String address = agent.process()
                .running()
                .awaitError(Pattern.compile("metrics on (http://\\S+)"), SOON)
                .group(1);
        Prometheus prometheus =
                Prometheus.start(stage, RULES, URI.create(address).getAuthority());

        awaitFiring(prometheus, Set.of());
        agent.control(List.of("token absent"));
        awaitFiring(prometheus, Set.of("SigningAgentNotServing", "SigningAgentTokenUnreachable"));
        agent.control(List.of("# well"));
        awaitFiring(prometheus, Set.of());
        agent.process().running().terminate();
        awaitFiring(prometheus, Set.of("SigningAgentDown"));
    }

    private static void awaitFiring(Prometheus prometheus, Set<String> names) {
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(prometheus.firing()).isEqualTo(names));
    }

    private static Set<String> found(String regex, Path file) throws IOException {
        return Pattern.compile(regex)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(TreeSet::new, Set::add, Set::addAll);
    }
}

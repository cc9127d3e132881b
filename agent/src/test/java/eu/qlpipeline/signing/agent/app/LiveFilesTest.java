package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.TestingAuthority;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import eu.qlpipeline.signing.agent.rpc.connection.ServerKeys;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import eu.qlpipeline.signing.contract.TestingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFilesTest {

    @TempDir
    private Path directory;

    private void publish() {
        LiveFiles.publish(new PolicySettings(directory), new LivePolicy(Clock.systemUTC()), file -> {});
    }

    @Test
    void anAgentThatLetsNobodyInWarnsOfItsDirectory() throws IOException {
        try (CapturedLog log = CapturedLog.of(LiveFiles.class.getName())) {
            publish();
            assertThat(log.lines())
                    .containsExactly("WARNING providers.directory: no caller in effect in " + directory
                            + " (expected: one or more); nobody is let in");
        }
        Files.writeString(directory.resolve("a.crt"), TestingAuthority.pem(TestingKeys.certificate(1)));
        Files.writeString(directory.resolve("a.yaml"), "certificate: a.crt\npurposes: [raw-challenge]\n");
        try (CapturedLog log = CapturedLog.of(LiveFiles.class.getName())) {
            publish();
            assertThat(log.lines()).isEmpty();
        }
    }

    private static List<String> shown(ServerSettings settings, Instant now) {
        try (CapturedLog log = CapturedLog.of(LiveFiles.class.getName())) {
            var loaded = LiveFiles.showIdentity(settings, new ServerKeys(), new TestingClock(now), file -> {});
            assertThat(loaded.problem()).isEmpty();
            return List.copyOf(log.lines());
        }
    }

    @Test
    void anAgentThatStartsWarnsOfItsOwnCertificateWhereThatIsNotValid() throws IOException {
        TestingPeer agent = TestingPeer.make("agent");
        Path certificate = directory.resolve("tls.crt");
        Path key = directory.resolve("tls.key");
        agent.write(certificate, key);
        var settings = new ServerSettings("127.0.0.1", 0, certificate, key, false, Duration.ZERO);
        Instant begin = agent.certificate().getNotBefore().toInstant();
        Instant end = agent.certificate().getNotAfter().toInstant();

        assertThat(shown(settings, begin)).isEmpty();
        assertThat(shown(settings, end)).isEmpty();
        assertThat(shown(settings, begin.minusSeconds(1)))
                .containsExactly("WARNING server.certificate: not valid before " + begin
                        + " (expected: valid); callers that check its dates refuse the agent");
        assertThat(shown(settings, end.plusSeconds(1)))
                .containsExactly("WARNING server.certificate: expired at " + end
                        + " (expected: valid); callers that check its dates refuse the agent");
    }
}

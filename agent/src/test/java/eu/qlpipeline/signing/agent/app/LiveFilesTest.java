package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.TestingAuthority;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
}

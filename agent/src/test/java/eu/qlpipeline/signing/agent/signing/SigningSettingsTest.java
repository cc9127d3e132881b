package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SigningSettingsTest {

    @Test
    void acceptsItsDefaults() {
        var settings = new SigningSettings(
                SigningSettings.defaultThreads(),
                SigningSettings.DEFAULT_QUEUE_LIMIT,
                SigningSettings.DEFAULT_MAX_BATCH);
        assertThat(settings.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void refusesThreadsOutOfRange() {
        assertThatThrownBy(() -> new SigningSettings(0, 1, 1)).hasMessage("signing.threads: 0 (expected: 1..1024)");
        assertThatThrownBy(() -> new SigningSettings(1025, 1, 1))
                .hasMessage("signing.threads: 1025 (expected: 1..1024)");
    }

    @Test
    void refusesAQueueOutOfRange() {
        assertThatThrownBy(() -> new SigningSettings(1, 0, 1))
                .hasMessage("signing.queue-limit: 0 (expected: 1..1000000)");
        assertThatThrownBy(() -> new SigningSettings(1, 1_000_001, 1))
                .hasMessage("signing.queue-limit: 1000001 (expected: 1..1000000)");
    }

    @Test
    void refusesABatchOutOfRange() {
        assertThatThrownBy(() -> new SigningSettings(1, 1, 0)).hasMessage("signing.max-batch: 0 (expected: 1..65536)");
        assertThatThrownBy(() -> new SigningSettings(1, 1, 65_537))
                .hasMessage("signing.max-batch: 65537 (expected: 1..65536)");
    }
}

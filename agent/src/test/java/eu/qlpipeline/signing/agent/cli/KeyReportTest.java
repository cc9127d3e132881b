package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.policy.TestingKeys;
import org.junit.jupiter.api.Test;

class KeyReportTest {

    @Test
    void aSerialNumberIsHexadecimalAsToolsForX509HaveIt() {
        var certificate = TestingKeys.certificate(25);
        assertThat(certificate.getSerialNumber()).isEqualTo(26);
        assertThat(KeyReport.certificate(certificate)).containsEntry("serial", "1a");
    }
}

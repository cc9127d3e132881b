package eu.qlpipeline.signing.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** What the doctor says of addresses and ports that cannot be had. */
class PortCheckTest {

    /** Whatever answers there, it is not the agent of this machine, which could not have the address either. */
    @Test
    void failsForAnAddressOfAnotherMachineThoughThatAnswers() throws IOException {
        try (var answering = new TestingSocks("192.0.2.5");
                var probe = new Socket()) {
            probe.connect(new InetSocketAddress(answering.host(), 8443));
            DoctorFinding finding = new PortCheck("port", "server.port").examine(answering.host(), 8443);
            assertThat(finding.level()).isEqualTo(DoctorFinding.Level.FAILED);
            assertThat(finding.detail()).startsWith("server.port: 192.0.2.5:8443 cannot be bound: ");
            assertThat(PortCheck.isAnswered(answering.host(), 8443)).isFalse();
        }
    }

    @Test
    void warnsWhereSomebodyListensAtAnAddressOfThisMachine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new PortCheck("port", "server.port")
                            .examine("127.0.0.1", taken.getLocalPort())
                            .level())
                    .isEqualTo(DoctorFinding.Level.WARNING);
            assertThat(PortCheck.isAnswered("127.0.0.1", taken.getLocalPort())).isTrue();
        }
    }

    @Test
    void nobodyAnswersAtAFreePort() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(PortCheck.isAnswered("127.0.0.1", port)).isFalse();
    }
}

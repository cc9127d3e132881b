package eu.qlpipeline.signing.agent.signing.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionGateTest {

    private final SessionGate gate = new SessionGate(4);

    @Test
    void lowersTheLimitToThoseThatHaveASession() {
        gate.enter();
        gate.enter();
        gate.enter();

        gate.refused();

        assertThat(gate.limit()).isEqualTo(2);
    }

    @Test
    void neverLowersItBelowOne() {
        gate.enter();
        gate.refused();
        gate.enter();
        gate.refused();

        assertThat(gate.limit()).isEqualTo(1);
    }

    @Test
    void growsAgainAfterAHundredGoodSignatures() {
        gate.enter();
        gate.refused();
        for (int i = 0; i < 99; i++) {
            gate.enter();
            gate.leave(true);
        }
        assertThat(gate.limit()).isEqualTo(1);
        gate.enter();
        gate.leave(true);

        assertThat(gate.limit()).isEqualTo(2);
    }

    @Test
    void failedSignaturesDoNotCountAsGood() {
        gate.enter();
        gate.refused();
        for (int i = 0; i < 1000; i++) {
            gate.enter();
            gate.leave(false);
        }
        assertThat(gate.limit()).isEqualTo(1);
    }
}

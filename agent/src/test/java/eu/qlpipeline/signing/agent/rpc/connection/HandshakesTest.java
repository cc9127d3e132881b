package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandshakesTest {

    private final Handshakes<String> handshakes = new Handshakes<>(3);

    @Test
    void theOldestOfTheOriginWithTheMostHasToGo() {
        assertThat(handshakes.begin("caller", "near")).isEmpty();
        assertThat(handshakes.begin("1", "far")).isEmpty();
        assertThat(handshakes.begin("2", "far")).isEmpty();

        assertThat(handshakes.begin("3", "far")).contains("1");
        assertThat(handshakes.begin("4", "far")).contains("2");
        assertThat(handshakes.begin("another", "elsewhere")).contains("3");
    }

    @Test
    void whatIsOverCountsNoMore() {
        handshakes.begin("1", "far");
        handshakes.begin("2", "far");
        handshakes.begin("3", "far");
        handshakes.end("2");
        handshakes.end("unknown");

        assertThat(handshakes.begin("4", "far")).isEmpty();
        assertThat(handshakes.begin("5", "far")).contains("1");
    }
}

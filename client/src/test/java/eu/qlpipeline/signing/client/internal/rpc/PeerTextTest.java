package eu.qlpipeline.signing.client.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a peer says does nothing to a terminal. */
class PeerTextTest {

    @Test
    void isOneLineOfAsciiAndNotLong() {
        assertThat(PeerText.oneLine(" a\r\n\u001b[31m\u202eb ")).isEqualTo("a [31m b");
        assertThat(PeerText.oneLine("a".repeat(301))).isEqualTo("a".repeat(300) + "...");
        assertThat(PeerText.oneLine("\n")).isEqualTo("no further word");
    }
}

package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import org.junit.jupiter.api.Test;

class ServerKeysTest {

    private static final TestingPeer FIRST = TestingPeer.make("first");
    private static final TestingPeer SECOND = TestingPeer.make("second");

    private final ServerKeys keys = new ServerKeys();

    private void show(TestingPeer identity) {
        keys.show(identity.certificate(), identity.keys().getPrivate());
    }

    private String chosen() {
        return String.valueOf(keys.chooseEngineServerAlias("EC", null, null));
    }

    @Test
    void aHandshakeThatBeganBeforeAnotherKeyIsShownEndsWithItsOwn() {
        show(FIRST);
        String begun = chosen();
        show(SECOND);

        assertThat(keys.getPrivateKey(begun)).isEqualTo(FIRST.keys().getPrivate());
        assertThat(keys.getCertificateChain(begun)).containsExactly(FIRST.certificate());
        assertThat(keys.getPrivateKey(chosen())).isEqualTo(SECOND.keys().getPrivate());
        assertThat(keys.getCertificateChain(chosen())).containsExactly(SECOND.certificate());
        assertThat(keys.certificate()).contains(SECOND.certificate());
    }

    @Test
    void noOlderKeyIsKept() {
        show(FIRST);
        String begun = chosen();
        show(SECOND);
        show(SECOND);
        assertThat(keys.getPrivateKey(begun)).isNull();
    }
}

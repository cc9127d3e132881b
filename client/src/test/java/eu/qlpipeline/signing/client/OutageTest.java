package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client whose agent, or the way to it, is away for a while. */
class OutageTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    /** Left to itself, gRPC takes most of a minute for so many, since it waits longer after each. */
    private static final int ATTEMPTS = 9;

    @TempDir
    private static Path directory;

    private static ChallengeVerifier verifier;

    @BeforeAll
    static void trust() throws Exception {
        verifier = TestingProvider.verifier(directory, CERTIFICATE);
    }

    @Test
    void connectsAgainWhereItsConnectionWasLostAndNobodySaidSo() throws Exception {
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var proxy = new TestingProxy(agent.address());
                var client = connect(proxy, agent, AMPLE)) {
            assertThat(client.verify(verifier)).isNotNull();
            proxy.loseConnections();

            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessage("agent " + proxy.address()
                            + ": UNAVAILABLE: silent for 5000 ms (expected: a sign of life)");
            await().atMost(AMPLE).until(() -> verifies(client));
            assertThat(proxy.connections()).isGreaterThan(1);
        }
    }

    @Test
    void givesUpAPeerThatNeverSpeaksTlsBeforeTheDeadline() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = AgentClient.connect(
                        new AgentAddress("127.0.0.1", silent.getLocalPort()),
                        CERTIFICATE,
                        TestingProvider.identity(),
                        AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessageEndingWith(": UNAVAILABLE: silent for 5000 ms (expected: a sign of life)");
        }
    }

    @Test
    void connectsAsSoonAsItIsAskedHoweverLongTheAgentWasAway() throws Exception {
        var gone = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
        try (var way = new TestingProxy(gone.address());
                var others = new TestingProxy(gone.address());
                var client = connect(way, gone, AMPLE);
                var group = AgentClient.connect(
                        new AgentGroup(List.of(others.address()), List.of(gone.tlsCertificate())),
                        TestingProvider.identity(),
                        AMPLE,
                        1)) {
            gone.close();
            await().atMost(AMPLE).until(() -> {
                assertThat(verifies(client)).isFalse();
                assertThat(verifies(group)).isFalse();
                return way.connections() >= ATTEMPTS && others.connections() >= ATTEMPTS;
            });

            try (var back = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE)) {
                way.leadTo(back.address());
                others.leadTo(back.address());
                await().atMost(AMPLE).until(() -> verifies(client));
                await().atMost(AMPLE).until(() -> verifies(group));
            }
        }
    }

    @Test
    void asksAnAgentThatIsBackHoweverLongItWasAwayAlsoWhereAnotherAnsweredMeanwhile() throws Exception {
        var gone = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
        try (var lasting = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var way = new TestingProxy(gone.address());
                var group = AgentClient.connect(
                        new AgentGroup(List.of(lasting.address(), way.address()), List.of(gone.tlsCertificate())),
                        TestingProvider.identity(),
                        AMPLE,
                        1)) {
            gone.close();
            await().atMost(AMPLE).until(() -> verifies(group) && way.connections() >= ATTEMPTS);

            try (var back = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE)) {
                way.leadTo(back.address());
                await().atMost(AMPLE).until(() -> verifies(group) && back.challenges() > 0);
            }
        }
    }

    private static boolean verifies(AgentClient client) throws Exception {
        try {
            return client.verify(verifier) != null;
        } catch (AgentUnavailableException e) {
            return false;
        }
    }

    private static AgentClient connect(TestingProxy proxy, TestingAgent agent, Duration deadline) {
        return AgentClient.connect(proxy.address(), agent.tlsCertificate(), TestingProvider.identity(), deadline);
    }
}

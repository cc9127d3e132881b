package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever proxies are set for the JVM, none is asked for. */
class NoProxyTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    private final ProxySelector before = ProxySelector.getDefault();
    private final Queue<URI> asked = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void setProxy() {
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri);
                return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("192.0.2.1", 1)));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
    }

    @AfterEach
    void restore() {
        ProxySelector.setDefault(before);
    }

    @Test
    void connectsToTheAgentItself() throws Exception {
        ChallengeVerifier verifier = TestingProvider.verifier(directory, CERTIFICATE);
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var client = AgentClient.connect(
                        agent.address(), agent.tlsCertificate(), TestingProvider.identity(), AMPLE);
                var group = AgentClient.connect(
                        new AgentGroup(List.of(agent.address()), List.of(agent.tlsCertificate())),
                        TestingProvider.identity(),
                        AMPLE,
                        1)) {
            assertThat(client.verify(verifier)).isNotNull();
            assertThat(group.verify(verifier)).isNotNull();
        }
        assertThat(asked).isEmpty();
    }
}

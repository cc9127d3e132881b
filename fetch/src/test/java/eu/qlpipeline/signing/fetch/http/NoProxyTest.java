package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever proxies are set for the JVM, none is asked for. */
@Timeout(60)
class NoProxyTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final ProxySelector before = ProxySelector.getDefault();
    private final Queue<URI> asked = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        ProxySelector.setDefault(before);
    }

    @Test
    void connectsToTheServerItself() throws Exception {
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri);
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        var times = new Fetcher.Times(LONG, LONG);
        try (var server = TestingServer.leavingOpen("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
                Fetcher fetcher = Fetcher.open(new NoKey(), TestingServer.trust(), List.of(), times)) {
            fetcher.get(server.url(), Headers.EMPTY, BodySink.memory(body, 0));
        }
        assertThat(body).hasToString("hi");
        assertThat(asked).isEmpty();
    }
}

package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The agent's TLS: nothing older than 1.3, and no handshake that leaves out the certificates. */
class ServerTlsTest {

    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final TestingServer agent = new TestingServer(CALLER, SERVER);

    private int serve() {
        return agent.serve(ConnectionLimits.STANDARD, SharedLimits.STANDARD);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    /** What the agent would be without its own settings: of the protocols of the JDK, and of sessions that are resumed. */
    private static Server lenient() throws IOException {
        var tls = SslContextBuilder.forServer(SERVER.keys().getPrivate(), SERVER.certificate())
                .trustManager(CALLER.certificate())
                .clientAuth(ClientAuth.REQUIRE);
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK).build())
                .directExecutor()
                .build()
                .start();
    }

    private static void connect(int port, SSLContext context, String protocol) throws IOException {
        try (var socket = TestingPeer.socket(port, context, protocol)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            // A ticket comes before the first answer.
            Http2Frames.ping(socket);
            Http2Frames.awaitPong(socket);
        }
    }

    @Test
    void whoSpeaksTls12AtMostIsNotLetIn() throws Exception {
        int port = serve();
        SSLContext context = CALLER.context(new CountedTrust());
        connect(port, context, "TLSv1.3");
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> connect(port, context, "TLSv1.2"))
                .withMessageContaining("protocol_version");

        Server lenient = lenient();
        try {
            connect(lenient.getPort(), context, "TLSv1.2");
        } finally {
            lenient.shutdownNow();
        }
    }

    @Test
    void whoShowsNoCertificateHearsNothing() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[0], new TrustManager[] {new CountedTrust()}, null);
        int port = serve();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            try (var socket = TestingPeer.socket(port, context, "TLSv1.3")) {
                // In TLS 1.3 the client is done before it is missed; of one that is let in HTTP/2 begins.
                assertThat(socket.getInputStream().read()).isNegative();
            }
        });
    }

    @Test
    void everyHandshakeIsAWholeOne() throws Exception {
        assertThat(certificatesInTwoHandshakes(serve())).isEqualTo(2);

        Server lenient = lenient();
        try {
            assertThat(certificatesInTwoHandshakes(lenient.getPort()))
                    .as("where the second is resumed")
                    .isEqualTo(1);
        } finally {
            lenient.shutdownNow();
        }
    }

    /** How often the server shows its certificate, and asks for the caller's, to a caller that keeps its session. */
    private static int certificatesInTwoHandshakes(int port) throws Exception {
        var trust = new CountedTrust();
        SSLContext context = CALLER.context(trust);
        connect(port, context, "TLSv1.3");
        connect(port, context, "TLSv1.3");
        return trust.shown.get();
    }

    private static final class CountedTrust implements X509TrustManager {

        private final AtomicInteger shown = new AtomicInteger();

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            shown.incrementAndGet();
            if (!chain[0].equals(SERVER.certificate())) {
                throw new CertificateException("not the server's");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("of a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

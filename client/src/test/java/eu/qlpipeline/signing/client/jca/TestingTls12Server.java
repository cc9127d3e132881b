package eu.qlpipeline.signing.client.jca;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server on the loopback interface that speaks TLS 1.2 at most and demands a client certificate. */
public final class TestingTls12Server implements AutoCloseable {

    private final SSLServerSocket socket;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    private TestingTls12Server(SSLServerSocket socket) {
        this.socket = socket;
    }

    /** Starts a server that knows one client. */
    public static TestingTls12Server start(KeyPair key, X509Certificate certificate, X509Certificate client) {
        try {
            var context = TestingWebServer.context(key.getPrivate(), certificate, TestingWebServer.trust(client));
            var socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 16, InetAddress.getLoopbackAddress());
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setNeedClientAuth(true);
            var server = new TestingTls12Server(socket);
            server.thread.execute(server::serve);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL of a path, by address. */
    public String url(String path) {
        return "https://127.0.0.1:" + socket.getLocalPort() + path;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        thread.shutdownNow();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (SSLSocket connection = (SSLSocket) socket.accept()) {
                connection.startHandshake();
            } catch (IOException e) {
                // The client's doing, or the end; the client's side is what tests look at.
            }
        }
    }
}

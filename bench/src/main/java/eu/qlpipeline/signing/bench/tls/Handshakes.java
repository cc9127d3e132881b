package eu.qlpipeline.signing.bench.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Full handshakes with one server, several at a time. A handshake counts when the server has said that it verified the
 * client's certificate and resumed nothing: in TLS 1.3 a client is done before the server has looked at its signature.
 */
final class Handshakes implements AutoCloseable {

    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String FULL = "verified=SUCCESS reused=.;";
    private static final int TIMEOUT_MILLIS = 10_000;

    private final SSLContext context;
    private final int port;
    private final ExecutorService threads;

    /**
     * @param context of the client's key
     * @param port the server on this machine
     * @param inFlight handshakes at a time
     */
    Handshakes(SSLContext context, int port, int inFlight) {
        this.context = context;
        this.port = port;
        this.threads = Executors.newFixedThreadPool(inFlight);
    }

    /** Makes one connection. */
    CompletableFuture<Void> next() {
        return CompletableFuture.runAsync(this::connect, threads);
    }

    private void connect() {
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(REQUEST);
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!reply.endsWith(FULL)) {
                throw new IllegalStateException("server: " + reply + " (expected: " + FULL + ")");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}

package eu.qlpipeline.signing.agent.doctor;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/** A way to one host that answers whatever is connected to: a SOCKS proxy (RFC 1928) that this JVM takes to that host alone. */
final class TestingSocks extends ProxySelector implements AutoCloseable {

    private static final byte[] NO_AUTHENTICATION = {5, 0};
    private static final byte[] CONNECTED = {5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    private static final int REQUEST_FOR_IPV4 = 10;

    private final ProxySelector before = ProxySelector.getDefault();
    private final String host;
    private final ServerSocket server;

    TestingSocks(String host) throws IOException {
        this.host = host;
        this.server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(this::serve, "socks");
        serving.setDaemon(true);
        serving.start();
        ProxySelector.setDefault(this);
    }

    String host() {
        return host;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                var in = new DataInputStream(client.getInputStream());
                in.readUnsignedByte();
                in.readNBytes(in.readUnsignedByte());
                client.getOutputStream().write(NO_AUTHENTICATION);
                in.readNBytes(REQUEST_FOR_IPV4);
                client.getOutputStream().write(CONNECTED);
            } catch (IOException e) {
                // The client has gone, or this is closed.
            }
        }
    }

    @Override
    public List<Proxy> select(URI uri) {
        return uri.getHost() != null && uri.getHost().equals(host)
                ? List.of(new Proxy(Proxy.Type.SOCKS, server.getLocalSocketAddress()))
                : before.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        before.connectFailed(uri, address, failure);
    }

    @Override
    public void close() throws IOException {
        ProxySelector.setDefault(before);
        server.close();
    }
}

package eu.qlpipeline.signing.fetch.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets under TLS whose input never ends but fails. TLS asks for no more bytes once the server's close_notify is there, so that
 * whoever meets the end of TCP has not had it. The JDK takes that for the end of what the server had to say, unless a property is
 * set for all of the virtual machine, and a body that ends with the connection would be whole wherever somebody on the way cuts it.
 */
final class WatchedSockets extends SocketFactory {

    @Override
    public Socket createSocket() {
        return new Watched();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    // A socket is bound to null where the system chooses.
    private static Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from) throws IOException {
        var socket = new Watched();
        try {
            socket.bind(from);
            socket.connect(to);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static final class Watched extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new EndlessInput(super.getInputStream());
        }
    }

    private static final class EndlessInput extends FilterInputStream {

        EndlessInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return notEnded(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return notEnded(super.read(buffer, offset, length));
        }

        // Of all failures, JSSE passes those of a socket on as they are.
        private static int notEnded(int read) throws SocketException {
            if (read < 0) {
                throw new SocketException("connection: ended without close_notify");
            }
            return read;
        }
    }
}

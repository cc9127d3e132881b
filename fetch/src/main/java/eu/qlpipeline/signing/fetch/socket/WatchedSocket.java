package eu.qlpipeline.signing.fetch.socket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A socket under TLS whose input never ends but fails. TLS asks for no more bytes once the server's close_notify is there, so that
 * whoever meets the end of TCP has not had it. The JDK takes that for the end of what the server had to say, unless a property is
 * set for all of the virtual machine, and a body that ends with the connection would be whole wherever somebody on the way cuts it.
 */
final class WatchedSocket extends Socket {

    private final AtomicLong left = new AtomicLong(WatchedSockets.BEFORE_BODY);
    private final Consumer<WatchedSocket> whenClosed;

    /** @param whenClosed is told when it is closed */
    WatchedSocket(Consumer<WatchedSocket> whenClosed) {
        // Or the JDK would go by the SOCKS proxy that is set for all of the virtual machine.
        super(Proxy.NO_PROXY);
        this.whenClosed = whenClosed;
    }

    /** Lets so many bytes come from now on, and no more. */
    void allow(long bytes) {
        left.set(bytes);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new EndlessInput(super.getInputStream(), left);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            super.close();
        } finally {
            whenClosed.accept(this);
        }
    }

    // Of all failures, JSSE passes those of a socket on as they are.
    private static final class EndlessInput extends FilterInputStream {

        private final AtomicLong left;

        EndlessInput(InputStream in, AtomicLong left) {
            super(in);
            this.left = left;
        }

        /** JSSE, which reads records as arrays, asks for a single byte where it has closed TLS and waits for the other side to. */
        @Override
        public int read() throws IOException {
            throw new SocketException("connection: not waited for, since TLS is closed");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read < 0) {
                throw new SocketException("connection: ended without close_notify");
            }
            if (left.addAndGet(-read) < 0) {
                throw new SocketException("answer: too large besides its body (expected: at most "
                        + WatchedSockets.BEFORE_BODY + " bytes before, " + WatchedSockets.AMID_BODY + " amid it)");
            }
            return read;
        }
    }
}

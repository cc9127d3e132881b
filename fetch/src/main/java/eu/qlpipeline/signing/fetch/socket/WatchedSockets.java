package eu.qlpipeline.signing.fetch.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one client. They are closed under TLS where a time is over: a thread that waits for a server which neither reads
 * nor writes holds locks of TLS and of HTTP, without which neither would close them. Safe for use by several threads.
 */
public final class WatchedSockets extends SocketFactory {

    /** How many bytes may come before a body, TLS and all; servers and clients read headers of 8 to 256 KiB. */
    static final long BEFORE_BODY = 1024 * 1024;
    /** How many may come while nothing of a body is taken: the window of OkHttp, 16 MiB, and as much around it. */
    static final long AMID_BODY = 32 * 1024 * 1024;

    private final Set<WatchedSocket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "watched-sockets");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean over;

    /**
     * Closes every socket once that time is over, and those that are made after it.
     *
     * @return what calls it off
     */
    public Future<?> closeAfter(Duration time) {
        over = false;
        return watch.schedule(this::closeAll, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says that a request is made, so that what comes is no body. */
    public void asked() {
        open.forEach(socket -> socket.allow(BEFORE_BODY));
    }

    /** Says that something of a body was taken. */
    public void taken() {
        open.forEach(socket -> socket.allow(AMID_BODY));
    }

    /** Closes every socket, and for good. */
    public void closeForGood() {
        watch.shutdownNow();
        closeAll();
    }

    private void closeAll() {
        over = true;
        open.forEach(WatchedSockets::close);
    }

    private static void close(WatchedSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Whoever waits in it is told; nobody else asks.
        }
    }

    @Override
    public Socket createSocket() {
        return watched();
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

    private WatchedSocket watched() {
        var socket = new WatchedSocket(open::remove);
        open.add(socket);
        if (over) {
            close(socket);
        }
        return socket;
    }

    // A socket is bound to null where the system chooses.
    private Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from) throws IOException {
        WatchedSocket socket = watched();
        try {
            socket.bind(from);
            socket.connect(to);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}

package eu.qlpipeline.signing.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands on the way to an agent: it passes on what it is sent, until it is told to lose it and to keep silent about that. */
final class TestingProxy implements AutoCloseable {

    private final ServerSocket entrance;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile AgentAddress agent;
    /** Connections up to this number lose what comes. */
    private volatile int lost;

    TestingProxy(AgentAddress agent) {
        this.agent = agent;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    AgentAddress address() {
        return new AgentAddress("127.0.0.1", entrance.getLocalPort());
    }

    /** How many connections were made so far. */
    int connections() {
        return connections.get();
    }

    /** Passes later connections on to another agent. */
    void leadTo(AgentAddress other) {
        agent = other;
    }

    /** Loses from now on what comes over the connections that are there, and closes none of them. */
    void loseConnections() {
        lost = connections.get();
    }

    @Override
    public void close() {
        closeQuietly(entrance);
        sockets.forEach(TestingProxy::closeQuietly);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                sockets.add(client);
                connect(client, connections.incrementAndGet());
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client, int number) {
        try {
            var server = new Socket(agent.host(), agent.port());
            sockets.add(server);
            start(() -> pass(client, server, number));
            start(() -> pass(server, client, number));
        } catch (IOException nobodyThere) {
            closeQuietly(client);
        }
    }

    private void pass(Socket from, Socket to, int number) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            for (int length = from.getInputStream().read(buffer);
                    length >= 0;
                    length = from.getInputStream().read(buffer)) {
                if (number > lost) {
                    to.getOutputStream().write(buffer, 0, length);
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "testing-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

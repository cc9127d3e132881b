package eu.qlpipeline.signing.agent.metrics.http;

import com.sun.net.httpserver.HttpServer;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The JDK's HTTP server, with bounds: 32 connections with a thread each while they ask, 5 seconds for a request to arrive and 5
 * for its answer to leave, 50 headers and 8 KiB for all of them. A client beyond them is disconnected.
 */
public final class MetricsServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(MetricsServer.class.getName());
    private static final int MOST_CONNECTIONS = 32;
    private static final int IDLE_SECONDS = 10;

    /** Read once, when the first server is made; the JDK offers no other way. What an operator has set holds. */
    private static final Map<String, String> BOUNDS = Map.of(
            "jdk.httpserver.maxConnections",
            Integer.toString(MOST_CONNECTIONS),
            "sun.net.httpserver.maxReqHeaders",
            "50",
            "sun.net.httpserver.maxReqHeaderSize",
            "8192",
            "sun.net.httpserver.maxReqTime",
            "5",
            "sun.net.httpserver.maxRspTime",
            "5",
            "sun.net.httpserver.nodelay",
            "true");

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private MetricsServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to serve, and says where.
     *
     * @param address the host name or IP address to listen on
     * @param port the TCP port; 0 lets the system choose
     * @throws AgentException (CONFIGURATION) if the address cannot be bound
     */
    public static MetricsServer start(String address, int port, Exposition exposition) {
        BOUNDS.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
        HttpServer server = bind(address, port);
        ThreadPoolExecutor threads = threads();
        server.setExecutor(threads);
        var context = server.createContext("/", exposition);
        if (server.getAddress().getAddress().isLoopbackAddress()) {
            context.getFilters().add(new LocalHosts(address));
        }
        server.start();
        LOG.log(
                System.Logger.Level.INFO,
                "metrics on http://{0}{1}",
                ServerSettings.hostAndPort(address, server.getAddress().getPort()),
                Exposition.PATH);
        return new MetricsServer(server, threads);
    }

    private static HttpServer bind(String address, int port) {
        try {
            return HttpServer.create(new InetSocketAddress(address, port), MOST_CONNECTIONS);
        } catch (IOException e) {
            throw notBound(address, port, e);
        }
    }

    /** Why an agent does not serve whose port for metrics cannot be had. */
    public static AgentException notBound(String address, int port, IOException cause) {
        return ServerSettings.notBound(
                "metrics",
                address,
                port,
                cause,
                "choose another with: --set metrics.port=NUMBER, or none with: --set metrics.port=off");
    }

    /** As many as there are connections, so that none that is slow keeps another waiting. */
    private static ThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, MOST_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "metrics-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** The port served on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

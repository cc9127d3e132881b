package eu.qlpipeline.signing.client.jca;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A web server of the JDK on the loopback interface, which demands a client certificate that it knows. It answers
 * {@code /api/courses} with its client's subject, {@code /cut} with a part of its body, {@code /moved?URL} with that URL to
 * go to, {@code /large} with 4 MiB of DEL, and all else with 404.
 */
public final class TestingWebServer implements AutoCloseable {

    /** The name in its certificate. */
    public static final String NAME = "courses.example";

    private static final int LARGE = 4 * 1024 * 1024;
    private static final KeyPair KEY = TestingKeys.ec();
    private static final X509Certificate CERTIFICATE = TestingCertificates.server(KEY, NAME);

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<SSLSession> sessions = new ConcurrentLinkedQueue<>();

    private TestingWebServer(HttpsServer server) {
        this.server = server;
    }

    /** A server of TLS 1.3 with that cipher suite only. */
    public static TestingWebServer tls13(String cipherSuite, X509Certificate... clients) {
        return start(cipherSuite, KEY.getPrivate(), CERTIFICATE, clients);
    }

    /** A server of TLS 1.3 as most are set up. */
    public static TestingWebServer tls13(X509Certificate... clients) {
        return tls13("TLS_AES_256_GCM_SHA384", clients);
    }

    /** A server of TLS 1.3 with a key of its own. */
    public static TestingWebServer of(PrivateKey key, X509Certificate certificate, X509Certificate... clients) {
        return start("TLS_AES_256_GCM_SHA384", key, certificate, clients);
    }

    private static TestingWebServer start(
            String cipherSuite, PrivateKey key, X509Certificate certificate, X509Certificate... clients) {
        try {
            var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            var started = new TestingWebServer(server);
            SSLContext context = context(key, certificate, trust(clients));
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = context.getDefaultSSLParameters();
                    wanted.setProtocols(new String[] {"TLSv1.3"});
                    wanted.setCipherSuites(new String[] {cipherSuite});
                    wanted.setNeedClientAuth(true);
                    parameters.setSSLParameters(wanted);
                }
            });
            server.setExecutor(started.threads);
            server.createContext("/", exchange -> started.answer((HttpsExchange) exchange));
            server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A context of a client or server. */
    public static SSLContext context(@Nullable PrivateKey key, X509Certificate certificate, X509TrustManager trust) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (key != null) {
                store.setKeyEntry("key", key, new char[0], new Certificate[] {certificate});
            }
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new X509TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts exactly those certificates. */
    public static X509TrustManager trust(X509Certificate... certificates) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts this class of servers. */
    public static X509TrustManager trust() {
        return trust(CERTIFICATE);
    }

    /** The key of the servers. */
    public static KeyPair key() {
        return KEY;
    }

    /** The certificate of the servers. */
    public static X509Certificate certificate() {
        return CERTIFICATE;
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** The URL of a path, by address. */
    public String url(String path) {
        return "https://127.0.0.1:" + port() + path;
    }

    /** The TLS sessions of the requests so far. */
    public List<SSLSession> sessions() {
        return List.copyOf(sessions);
    }

    /** The names that clients asked for in TLS (server name indication). */
    public List<String> requestedNames() {
        return sessions.stream()
                .flatMap(session -> ((ExtendedSSLSession) session).getRequestedServerNames().stream())
                .map(name -> ((SNIHostName) name).getAsciiName())
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpsExchange exchange) throws IOException {
        try (exchange) {
            SSLSession session = exchange.getSSLSession();
            sessions.add(session);
            boolean known = exchange.getRequestURI().getPath().equals("/api/courses");
            boolean large = exchange.getRequestURI().getPath().equals("/large");
            String body = known
                    ? "courses for " + session.getPeerPrincipal().getName()
                    : large ? "\u007f".repeat(LARGE) : "no such thing";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .add("X-Echo", String.valueOf(exchange.getRequestHeaders().getFirst("X-Echo")));
            boolean cut = exchange.getRequestURI().getPath().equals("/cut");
            boolean moved = exchange.getRequestURI().getPath().equals("/moved");
            if (moved) {
                exchange.getResponseHeaders()
                        .add("Location", exchange.getRequestURI().getQuery());
            }
            exchange.sendResponseHeaders(
                    known || large ? 200 : moved ? 302 : 404, cut ? bytes.length + 1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}

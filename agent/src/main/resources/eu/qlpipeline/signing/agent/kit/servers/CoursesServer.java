import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets in the owner of QL-Pipeline's certificate and nobody else. Run it with: java CoursesServer.java
 *
 * <p>For trials, and where a firewall keeps strangers away: a connection has a thread of its own, so that whoever opens
 * CONNECTIONS of them and says nothing keeps everybody else waiting for ten seconds, again and again.
 */
public final class CoursesServer {

    private static final List<String> FINGERPRINTS = List.of("{{fingerprint}}"{{#also}}, "{{fingerprint}}"{{/also}});
    private static final Path SERVER_CERTIFICATE = Path.of("{{serverCertificate}}");
    private static final Path SERVER_KEY = Path.of("{{serverKey}}");
    private static final URI COURSES = URI.create("http://{{upstream}}/api/courses");

    // No other header passes, in either direction.
    private static final List<String> ASKED = List.of("Accept", "If-None-Match");
    private static final List<String> ANSWERED = List.of("Content-Type", "ETag");

    private static final Duration UPSTREAM = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 1024;

    // Of HTTP/2 the client would ask first, with headers of its own.
    private final HttpClient upstream = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(UPSTREAM)
            .build();

    public static void main(String[] arguments) throws Exception {
        // Seconds for a request, the handshake included, and for its answer: a silent stranger occupies a thread no longer.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "60");
        new CoursesServer().start();
    }

    private void start() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress({{port}}), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters only = getSSLContext().getDefaultSSLParameters();
                only.setProtocols(new String[] {"TLSv1.3"});
                only.setCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
                only.setNeedClientAuth(true);
                parameters.setSSLParameters(only);
            }
        });
        server.createContext("/api/courses", this::courses);
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(CONNECTIONS, CONNECTIONS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.start();
        System.out.println("serving on port " + server.getAddress().getPort());
    }

    private void courses(HttpExchange exchange) throws IOException {
        try (exchange) {
            // A context is a prefix: it would also answer for /api/courses2.
            if (!exchange.getRequestURI().getPath().equals(COURSES.getPath())) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            if (!List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            HttpResponse<byte[]> answer;
            try {
                answer = upstream.send(question(exchange), HttpResponse.BodyHandlers.ofByteArray());
            } catch (IOException e) {
                exchange.sendResponseHeaders(502, -1);
                return;
            }
            for (String name : ANSWERED) {
                answer.headers().firstValue(name).ifPresent(value -> exchange.getResponseHeaders().set(name, value));
            }
            if (exchange.getRequestMethod().equals("HEAD") || answer.body().length == 0) {
                exchange.sendResponseHeaders(answer.statusCode(), -1);
                return;
            }
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest question(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        HttpRequest.Builder question = HttpRequest.newBuilder(query == null ? COURSES : URI.create(COURSES + "?" + query))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody())
                .timeout(UPSTREAM);
        for (String name : ASKED) {
            exchange.getRequestHeaders().getOrDefault(name, List.of()).forEach(value -> question.header(name, value));
        }
        return question.build();
    }

    private static SSLContext tls() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] chain;
        try (InputStream pem = Files.newInputStream(SERVER_CERTIFICATE)) {
            chain = CertificateFactory.getInstance("X.509").generateCertificates(pem).toArray(new Certificate[0]);
        }
        store.setKeyEntry("server", serverKey(), new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), new TrustManager[] {new OnlyQlPipeline()}, null);
        return context;
    }

    /** The PKCS#8 key in PEM, EC or RSA. */
    private static PrivateKey serverKey() throws Exception {
        String pem = Files.readString(SERVER_KEY, StandardCharsets.US_ASCII);
        if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
            System.err.println(SERVER_KEY + ": not a key in PKCS#8 PEM, not encrypted (expected: that)\n"
                    + "hint: openssl pkcs8 -topk8 -nocrypt -in " + SERVER_KEY + " -out NEW");
            System.exit(2);
        }
        String body = pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----(.*)-----END PRIVATE KEY-----.*", "$1");
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
        try {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        }
    }

    /** Accepts exactly {{^several}}one certificate, while it is valid{{/several}}{{#several}}these certificates, while they are valid{{/several}}. That its key is there, TLS itself proves. */
    private static final class OnlyQlPipeline extends X509ExtendedTrustManager {

        private static void check(X509Certificate[] chain) throws CertificateException {
            chain[0].checkValidity();
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
                String presented = HexFormat.of().formatHex(digest);
                if (!FINGERPRINTS.contains(presented)) {
                    throw new CertificateException("not QL-Pipeline's certificate: " + presented + " (expected: "
                            + String.join(" or ", FINGERPRINTS) + ")");
                }
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

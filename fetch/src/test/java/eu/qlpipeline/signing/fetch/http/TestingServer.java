package eu.qlpipeline.signing.fetch.http;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import okhttp3.HttpUrl;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A TLS 1.3 server on the loopback interface that answers each connection with the same bytes. */
final class TestingServer implements AutoCloseable {

    private static final KeyPair KEY = key();
    private static final X509Certificate CERTIFICATE = certificate();

    private final ServerSocket socket;
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private TestingServer(ServerSocket socket) {
        this.socket = socket;
    }

    /** Answers and closes TLS before TCP, so that the client knows the end for the server's own. */
    static TestingServer closing(String answer) throws IOException {
        return start(raw -> {
            try (SSLSocket tls = answered(raw, answer)) {
                tls.shutdownOutput();
                awaitEnd(raw);
            }
        });
    }

    /** Answers and ends TCP alone, as anybody on the way can. */
    static TestingServer cutting(String answer) throws IOException {
        return start(raw -> {
            answered(raw, answer);
            raw.shutdownOutput();
            awaitEnd(raw);
        });
    }

    /** Ends each connection before a word is said. */
    static TestingServer mute() throws IOException {
        return start(raw -> {
            raw.shutdownOutput();
            awaitEnd(raw);
        });
    }

    /** Answers, and leaves the connection as it is, whatever the client does. */
    static TestingServer leavingOpen(String answer) throws IOException {
        return start(raw -> {
            answered(raw, answer);
            hold();
        });
    }

    /** Answers, and sends the same text without end. */
    static TestingServer pouring(String answer, String text) throws IOException {
        return start(raw -> {
            SSLSocket tls = answered(raw, answer);
            while (true) {
                tls.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    /** Speaks HTTP/2: answers the request with these frames, and leaves the connection as it is. */
    static TestingServer framing(byte[] answer) throws IOException {
        return start(raw -> {
            SSLSocket tls = handshaken(raw, "h2");
            tls.getOutputStream().write(Http2Frames.settings());
            Http2Frames.awaitRequest(tls.getInputStream());
            tls.getOutputStream().write(answer);
            hold();
        });
    }

    /** Speaks HTTP/2: answers the request, then sends the same frames without end and reads nothing. */
    static TestingServer flooding(byte[] answer, byte[] frames) throws IOException {
        return start(raw -> {
            SSLSocket tls = handshaken(raw, "h2");
            tls.getOutputStream().write(Http2Frames.settings());
            Http2Frames.awaitRequest(tls.getInputStream());
            tls.getOutputStream().write(answer);
            while (true) {
                tls.getOutputStream().write(frames);
            }
        });
    }

    /** Trusts the certificate of these servers. */
    static X509TrustManager trust() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store(false));
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpUrl url() {
        return HttpUrl.get("https://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }

    private static TestingServer start(Behaviour behaviour) throws IOException {
        var server = new TestingServer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()));
        server.threads.execute(() -> server.accept(behaviour));
        return server;
    }

    private void accept(Behaviour behaviour) {
        while (!socket.isClosed()) {
            try {
                Socket raw = socket.accept();
                connections.add(raw);
                threads.execute(() -> serve(raw, behaviour));
            } catch (IOException e) {
                // The end.
            }
        }
    }

    private static void serve(Socket connection, Behaviour behaviour) {
        try (Socket raw = connection) {
            behaviour.serve(raw);
        } catch (IOException e) {
            // The client's doing, or the end; the client's side is what tests look at.
        }
    }

    private static SSLSocket answered(Socket raw, String answer) throws IOException {
        SSLSocket tls = handshaken(raw, "http/1.1");
        var request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            request.append((char) tls.getInputStream().read());
        }
        tls.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return tls;
    }

    private static SSLSocket handshaken(Socket raw, String protocol) throws IOException {
        var tls = (SSLSocket) context().getSocketFactory().createSocket(raw, null, raw.getPort(), false);
        tls.setUseClientMode(false);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {protocol});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    private static void hold() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(Socket raw) throws IOException {
        // Closed with bytes unread, TCP would be reset instead of ended.
        raw.getInputStream().readAllBytes();
    }

    private static SSLContext context() {
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(true), new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store(boolean withKey) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (withKey) {
            store.setKeyEntry("server", KEY.getPrivate(), new char[0], new Certificate[] {CERTIFICATE});
        } else {
            store.setCertificateEntry("server", CERTIFICATE);
        }
        return store;
    }

    private static KeyPair key() {
        try {
            return KeyPairGenerator.getInstance("EC").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("JavaUtilDate") // the builder takes nothing else
    private static X509Certificate certificate() {
        var name = new X500Principal("CN=127.0.0.1");
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                name,
                KEY.getPublic());
        try {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEY.getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Behaviour {
        void serve(Socket raw) throws IOException;
    }
}

package eu.qlpipeline.signing.acceptance.mtls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A client of web servers on this machine that trusts one server certificate. Each question is a full handshake. */
public final class WebClient {

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String END_OF_LINE = "\r\n";
    private static final String END_OF_HEADERS = END_OF_LINE + END_OF_LINE;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");

    private final TrustManager[] trust;
    private final String protocol;

    private WebClient(TrustManager[] trust, String protocol) {
        this.trust = trust;
        this.protocol = protocol;
    }

    /** A client that speaks TLS 1.3 and nothing else. */
    public static WebClient trusting(Path serverCertificate) {
        PresentedKeyProvider.register();
        return new WebClient(trustIn(serverCertificate), "TLSv1.3");
    }

    /** The same client, but of the past: it speaks TLS 1.2 and nothing else. */
    public WebClient downgraded() {
        return new WebClient(trust, "TLSv1.2");
    }

    /** Connects, and asks for a path. */
    public Reaction get(int port, String path, ClientCredentials credentials) {
        return getFrom("localhost", port, path, credentials);
    }

    /** Connects, and asks one of the servers of that port for a path. The handshake names none (no server_name, RFC 6066). */
    public Reaction getFrom(String host, int port, String path, ClientCredentials credentials) {
        return send(port, credentials, "GET " + path + " HTTP/1.0", "Host: " + host);
    }

    /** Connects, and sends a request of these lines, without content. */
    public Reaction send(int port, ClientCredentials credentials, String... lines) {
        return connect(port, credentials, String.join(END_OF_LINE, lines) + END_OF_HEADERS);
    }

    /**
     * Connects, and says no more than the handshake does. A server that refuses a client closes at once; a request on its
     * way then would turn the close into a reset, which can overtake the alert.
     *
     * @throws UncheckedIOException if the server waits for a request
     */
    public Reaction shakeHands(int port, ClientCredentials credentials) {
        return connect(port, credentials, "");
    }

    private Reaction connect(int port, ClientCredentials credentials, String request) {
        try (var plain = new FlightSocket()) {
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            try (var socket =
                    (SSLSocket) context(credentials).getSocketFactory().createSocket(plain, "localhost", port, true)) {
                socket.setEnabledProtocols(new String[] {protocol});
                return converse(socket, request);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reaction converse(SSLSocket socket, String request) throws IOException {
        String answer;
        try {
            socket.startHandshake();
            if (!request.isEmpty()) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SSLException e) {
            return refusal(e);
        } catch (EOFException | SocketException e) {
            return new Reaction.Closed();
        }
        var status = STATUS.matcher(answer);
        if (!status.lookingAt()) {
            return new Reaction.Closed();
        }
        int end = answer.indexOf(END_OF_HEADERS);
        return new Reaction.Answered(
                socket.getSession().getProtocol(),
                socket.getSession().getCipherSuite(),
                Integer.parseInt(status.group(1)),
                answer.substring(0, end).lines().skip(1).toList(),
                answer.substring(end + END_OF_HEADERS.length()));
    }

    private static Reaction refusal(SSLException failure) throws SSLException {
        var alert = Alert.in(failure);
        if (alert.isPresent()) {
            return new Reaction.Alerted(alert.get());
        }
        if (failure.getCause() instanceof EOFException || failure.getCause() instanceof SocketException) {
            return new Reaction.Closed();
        }
        throw failure;
    }

    private SSLContext context(ClientCredentials credentials) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new PresentingKeyManager(credentials)}, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static TrustManager[] trustIn(Path serverCertificate) {
        try (InputStream pem = Files.newInputStream(serverCertificate)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return managers.getTrustManagers();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("certificate: " + serverCertificate + " (expected: PEM)", e);
        }
    }
}

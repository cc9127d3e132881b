package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** One end of a TLS connection: a key, its certificate, and ways to connect with them. */
public record TestingPeer(KeyPair keys, X509Certificate certificate) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public static TestingPeer make(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(Instant.now().minus(Duration.ofHours(1))),
                    Date.from(Instant.now().plus(Duration.ofHours(1))),
                    subject,
                    keys.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            return new TestingPeer(
                    keys,
                    new JcaX509CertificateConverter()
                            .getCertificate(builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A gRPC channel to a server of this machine. */
    public ManagedChannel channel(int port, X509Certificate server) throws Exception {
        return Grpc.newChannelBuilder(
                        "127.0.0.1:" + port,
                        TlsChannelCredentials.newBuilder()
                                .keyManager(keyManagers().getKeyManagers())
                                .trustManager(trust(server).getTrustManagers())
                                .build())
                .build();
    }

    /** A connection that has sent the preface of HTTP/2 and empty settings (RFC 9113, section 3.4). */
    SSLSocket socket(int port, X509Certificate server) throws Exception {
        return socket(port, context(trust(server).getTrustManagers()), "TLSv1.3");
    }

    /** What connections are made with; where the server lets it, one resumes the session of another. */
    SSLContext context(TrustManager... trust) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keyManagers().getKeyManagers(), trust, null);
        return context;
    }

    /** As {@link #socket(int, X509Certificate)}, of that context, and with no other protocol. */
    /** Writes both as the agent reads them: in PEM, the key for its owner alone. */
    public void write(Path certificateFile, Path keyFile) throws IOException {
        Files.writeString(certificateFile, CertificateEncoding.pem(certificate));
        Files.writeString(
                keyFile,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
    }

    static SSLSocket socket(int port, SSLContext context, String protocol) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        parameters.setProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        socket.startHandshake();
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Http2Frames.send(socket, Http2Frames.SETTINGS, 0, 0, new byte[0]);
        return socket;
    }

    private KeyManagerFactory keyManagers() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("me", keys.getPrivate(), new char[0], new Certificate[] {certificate});
        var factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory;
    }

    private static TrustManagerFactory trust(X509Certificate server) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", server);
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory;
    }
}

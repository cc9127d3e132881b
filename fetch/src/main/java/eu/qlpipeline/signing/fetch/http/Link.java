package eu.qlpipeline.signing.fetch.http;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Objects;
import okhttp3.Connection;
import okhttp3.Handshake;

/**
 * The connection that an answer came over.
 *
 * @param address where the server is
 * @param fresh whether it was made for this request
 * @param http the protocol of HTTP, by its ALPN name
 * @param tls the protocol of TLS, by its name in the JDK
 * @param cipher the cipher suite
 * @param peer the server's certificate
 */
public record Link(
        InetSocketAddress address, boolean fresh, String http, String tls, String cipher, X509Certificate peer) {

    static Link of(Connection connection, boolean fresh) {
        Handshake handshake = Objects.requireNonNull(connection.handshake(), "only https is connected to");
        return new Link(
                connection.route().socketAddress(),
                fresh,
                connection.protocol().toString(),
                handshake.tlsVersion().javaName(),
                handshake.cipherSuite().javaName(),
                (X509Certificate) handshake.peerCertificates().get(0));
    }

    /** SHA-256 over the DER of the server's certificate, 64 hexadecimal digits. */
    public String peerSha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(peer.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a parsed certificate has DER, and every JDK has SHA-256", e);
        }
    }
}

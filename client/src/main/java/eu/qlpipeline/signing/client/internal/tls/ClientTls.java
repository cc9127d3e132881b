package eu.qlpipeline.signing.client.internal.tls;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** Builds the TLS context of the channel to the agent: TLS 1.3 by the JDK, both sides authenticated. */
public final class ClientTls {

    private ClientTls() {}

    /**
     * A context that trusts only servers with the key of one of the {@code agentCertificates}.
     *
     * @param certificate the provider's own certificate
     * @param key the key of that certificate
     */
    public static SslContext context(
            List<X509Certificate> agentCertificates, X509Certificate certificate, PrivateKey key) {
        List<PublicKeyPin> pins =
                agentCertificates.stream().map(PublicKeyPin::of).distinct().toList();
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .trustManager(new PinnedTrustManager(pins))
                    .keyManager(new IdentityKeyManager(certificate, key));
            return GrpcSslContexts.configure(builder, SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("every JDK from 17 on has TLS 1.3 with ALPN", e);
        }
    }
}

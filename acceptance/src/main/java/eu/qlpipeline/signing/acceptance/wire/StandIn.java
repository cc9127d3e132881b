package eu.qlpipeline.signing.acceptance.wire;

import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A server in the place of an agent: it has a TLS identity, and knows one provider. */
final class StandIn implements AutoCloseable {

    private final Server server;

    /**
     * @param tls its TLS identity
     * @param caller the TLS certificate of the provider
     * @param service what it answers
     */
    StandIn(TlsIdentity tls, Path caller, ServerServiceDefinition service) {
        try {
            var credentials = TlsServerCredentials.newBuilder()
                    .keyManager(tls.certificate().toFile(), tls.key().toFile())
                    .trustManager(caller.toFile())
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                    .build();
            server = Grpc.newServerBuilderForPort(0, credentials)
                    .addService(service)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** HOST:PORT. */
    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}

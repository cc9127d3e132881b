package eu.qlpipeline.signing.acceptance.wire;

import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A server with the TLS key that a provider pinned, whose replies to SignChallenge need not be those of an agent. */
public final class FaultyAgent implements AutoCloseable {

    private final StandIn server;

    /**
     * @param tls its TLS identity
     * @param caller the TLS certificate of the only provider that it knows
     * @param replies the bytes of the messages that it sends, of any number
     * @param end what it ends each call with
     */
    public FaultyAgent(TlsIdentity tls, Path caller, List<byte[]> replies, StatusRuntimeException end) {
        server = new StandIn(tls, caller, service(replies, end));
    }

    /** HOST:PORT. */
    public String address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
    }

    /** Of a stream, since gRPC itself mends the end of any other call. */
    private static ServerServiceDefinition service(List<byte[]> replies, StatusRuntimeException end) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(SigningAgentGrpc.getSignChallengeMethod().getFullMethodName())
                .build();
        return ServerServiceDefinition.builder(SigningAgentGrpc.SERVICE_NAME)
                .addMethod(method, (call, headers) -> {
                    call.sendHeaders(new Metadata());
                    replies.forEach(call::sendMessage);
                    call.close(end.getStatus(), Objects.requireNonNullElseGet(end.getTrailers(), Metadata::new));
                    return new ServerCall.Listener<>() {};
                })
                .build();
    }

    /** Messages as they are on the wire. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

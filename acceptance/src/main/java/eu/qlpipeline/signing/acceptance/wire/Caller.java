package eu.qlpipeline.signing.acceptance.wire;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A caller of the agent that may ask for anything the wire format can say. */
public final class Caller implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 10;

    private final ManagedChannel channel;

    /**
     * @param agent HOST:PORT
     * @param agentCertificate the only server certificate it accepts
     * @param identity its own TLS identity
     */
    public Caller(String agent, Path agentCertificate, TlsIdentity identity) {
        try {
            var credentials = TlsChannelCredentials.newBuilder()
                    .keyManager(identity.certificate().toFile(), identity.key().toFile())
                    .trustManager(agentCertificate.toFile())
                    .build();
            channel = Grpc.newChannelBuilder(agent, credentials).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The agent's service, with a deadline on the next call. */
    public SigningAgentGrpc.SigningAgentBlockingStub agent() {
        return SigningAgentGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** The connection, for other services of the agent. */
    public ManagedChannel channel() {
        return channel;
    }

    /** Has the agent sign bytes as a raw challenge. */
    public byte[] sign(byte[] challenge) {
        var raw = RawChallenge.newBuilder().setChallenge(ByteString.copyFrom(challenge));
        return agent().signChallenge(
                        SignChallengeRequest.newBuilder().setRaw(raw).build())
                .getRaw()
                .getSignature()
                .toByteArray();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

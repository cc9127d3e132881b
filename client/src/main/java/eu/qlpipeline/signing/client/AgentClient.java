package eu.qlpipeline.signing.client;

import com.google.errorprone.annotations.CheckReturnValue;
import eu.qlpipeline.signing.client.internal.rpc.AgentChannel;
import eu.qlpipeline.signing.client.internal.tls.ClientTls;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.PendingChallenge;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.Verified;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import io.grpc.StatusRuntimeException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to a signing agent: gRPC over TLS 1.3, the agent known by its pinned TLS key, the provider by its client
 * certificate. The agent's host name and the dates of its TLS certificate are not checked, because the pin leaves exactly
 * one key.
 *
 * <p>It connects at the first call and again whenever the connection was lost. Every call has the deadline given here.
 * Nothing is retried.
 *
 * <p>Safe for use by several threads, and meant to be shared.
 */
@CheckReturnValue
public final class AgentClient implements AutoCloseable {

    /** A deadline that leaves a slow token time to sign. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private final AgentChannel channel;
    private final AgentReplies replies;

    private AgentClient(AgentChannel channel, AgentReplies replies) {
        this.channel = channel;
        this.replies = replies;
    }

    /**
     * A client of one agent.
     *
     * @param agent where it listens
     * @param agentCertificate its TLS certificate, whose key is pinned
     * @param identity who asks
     * @param deadline how long a call may take, connecting included
     * @throws IllegalArgumentException if the deadline is not positive
     */
    public static AgentClient connect(
            AgentAddress agent, X509Certificate agentCertificate, ClientIdentity identity, Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than zero)");
        }
        var tls = ClientTls.context(agentCertificate, identity.certificate(), identity.key());
        var channel = AgentChannel.open("dns:///" + agent, tls, deadline);
        return new AgentClient(channel, new AgentReplies(agent, deadline));
    }

    /**
     * Sends a fresh challenge and verifies the answer.
     *
     * @throws VerificationException if the answer is not well-formed, or a check fails
     * @throws AgentRefusedException if the agent refuses
     * @throws AgentUnavailableException if it cannot be reached, or does not answer within the deadline
     */
    public Verified verify(ChallengeVerifier verifier)
            throws VerificationException, AgentRefusedException, AgentUnavailableException {
        PendingChallenge pending = verifier.newChallenge();
        return pending.verify(sign(pending.challenge()));
    }

    /**
     * Asks for the answer to a challenge. The answer is well-formed, but not verified.
     *
     * @throws VerificationException if the answer is not well-formed, or the agent's TLS key is not the pinned one
     * @throws AgentRefusedException if the agent refuses
     * @throws AgentUnavailableException if it cannot be reached, or does not answer within the deadline
     */
    public AgentAnswer sign(RawChallenge challenge)
            throws VerificationException, AgentRefusedException, AgentUnavailableException {
        SignChallengeResponse reply;
        try {
            reply = channel.sign(ChallengeCodec.encode(challenge));
        } catch (StatusRuntimeException e) {
            throw replies.failure(e);
        }
        return replies.answer(reply);
    }

    /**
     * Asks for the signature of a TLS 1.3 client's CertificateVerify. The answer is well-formed, but not verified; the
     * package {@code client.jca} verifies it and hands it to the JDK's TLS.
     *
     * @throws VerificationException if the answer is not well-formed, or the agent's TLS key is not the pinned one
     * @throws AgentRefusedException if the agent refuses
     * @throws AgentUnavailableException if it cannot be reached, or does not answer within the deadline
     */
    public AgentAnswer signTls(Tls13CertificateVerify purpose)
            throws VerificationException, AgentRefusedException, AgentUnavailableException {
        SignTls13CertificateVerifyResponse reply;
        try {
            reply = channel.signTls(TlsCodec.encode(purpose));
        } catch (StatusRuntimeException e) {
            throw replies.failure(e);
        }
        return replies.answer(reply);
    }

    /**
     * Sends a fresh challenge and verifies the answer, without waiting. The future fails with the exceptions of
     * {@link #verify}; cancelling it cancels the call. What depends on it runs on the network thread unless it is given
     * an executor.
     */
    public CompletableFuture<Verified> verifyAsync(ChallengeVerifier verifier) {
        PendingChallenge pending = verifier.newChallenge();
        return call(pending.challenge(), reply -> pending.verify(replies.answer(reply)));
    }

    /**
     * Asks for the answer to a challenge, without waiting. The future fails with the exceptions of {@link #sign};
     * cancelling it cancels the call. What depends on it runs on the network thread unless it is given an executor.
     */
    public CompletableFuture<AgentAnswer> signAsync(RawChallenge challenge) {
        return call(challenge, replies::answer);
    }

    /** Cancels calls in flight and closes the connection. */
    @Override
    public void close() {
        channel.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both stages only carry one future's end to the other
    private <T> CompletableFuture<T> call(RawChallenge challenge, Reading<T> reading) {
        var result = new CompletableFuture<T>();
        CompletableFuture<SignChallengeResponse> call = channel.signAsync(ChallengeCodec.encode(challenge));
        call.whenComplete((reply, failure) -> {
            try {
                if (failure == null) {
                    result.complete(reading.read(reply));
                } else {
                    result.completeExceptionally(
                            failure instanceof StatusRuntimeException status ? replies.failure(status) : failure);
                }
            } catch (VerificationException | AgentRefusedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        result.whenComplete((ignored, failure) -> {
            if (result.isCancelled()) {
                call.cancel(false);
            }
        });
        return result;
    }

    /** How a reply is read. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(SignChallengeResponse reply) throws VerificationException;
    }
}

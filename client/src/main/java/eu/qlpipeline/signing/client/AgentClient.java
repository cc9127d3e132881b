package eu.qlpipeline.signing.client;

import com.google.errorprone.annotations.CheckReturnValue;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.internal.rpc.AgentChannel;
import eu.qlpipeline.signing.client.verify.AgentAnswer;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.PendingChallenge;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.Verified;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to a signing agent, or to several: gRPC over TLS 1.3, the agent known by its pinned TLS key, the provider by its client
 * certificate. The agent's host name and the dates of its TLS certificate are not checked, because the pin leaves one key for each.
 *
 * <p>It connects at the first call and again whenever the connection was lost. While nobody is there a call fails at once, and has
 * it tried again, once a second at the most. Every call has the deadline given here. With one agent nothing is retried. A call that
 * waits throws {@link AgentUnavailableException} where its thread is interrupted, which it still is then, and
 * {@link IllegalStateException} on the network thread, which would wait for itself.
 *
 * <p>Safe for use by several threads, and meant to be shared.
 */
@CheckReturnValue
public final class AgentClient implements AutoCloseable {

    /** 10 seconds, which leaves a slow token time to sign. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private final AgentChannel channel;
    private final AgentReplies replies;

    AgentClient(AgentChannel channel, AgentReplies replies) {
        this.channel = channel;
        this.replies = replies;
    }

    /**
     * A client of one agent.
     *
     * @param agent where it listens
     * @param agentCertificate its TLS certificate, whose key is pinned
     * @param identity who asks
     * @param deadline how long a call may take, connecting included: more than zero, 1 h at most
     * @throws IllegalArgumentException if the deadline is out of range
     */
    public static AgentClient connect(
            AgentAddress agent, X509Certificate agentCertificate, ClientIdentity identity, Duration deadline) {
        return connect(agent, agentCertificate, identity, deadline, 1);
    }

    /**
     * As {@link #connect(AgentAddress, X509Certificate, ClientIdentity, Duration)}, with several connections, each with a
     * thread of its own, for callers that one does not serve fast enough.
     *
     * @param connections 1 to 64
     * @throws IllegalArgumentException if the deadline or the connections are out of range
     */
    public static AgentClient connect(
            AgentAddress agent,
            X509Certificate agentCertificate,
            ClientIdentity identity,
            Duration deadline,
            int connections) {
        return new Connecting(identity, deadline, connections).to(agent, agentCertificate);
    }

    /**
     * A client of several agents that stand in for each other. Calls take turns among those in health. What one of them could not
     * answer, because it is gone, silent, or says that its token is not there, is put to another within the deadline, the
     * same challenge again: of all answers to it the verifier takes one.
     *
     * @param agents where they listen, and their TLS certificates
     * @param identity who asks
     * @param deadline how long a call may take, connecting and all agents included: more than zero, 1 h at most; a silent agent is found within a
     *     quarter of it, but not before 1 and not after 3 seconds
     * @param connections how many connections to each, 1 to 64
     * @throws IllegalArgumentException if the deadline or the connections are out of range
     */
    public static AgentClient connect(AgentGroup agents, ClientIdentity identity, Duration deadline, int connections) {
        return new Connecting(identity, deadline, connections).to(agents);
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
        return replies.answer(replies.await(() -> channel.sign(ChallengeCodec.encode(challenge))));
    }

    /**
     * Asks for the signature of a TLS 1.3 client's CertificateVerify. The answer is well-formed, but not verified; the
     * package {@code client.jca} verifies it and hands it to the JDK's TLS. It throws as {@link #sign} does.
     */
    public AgentAnswer signTls(Tls13CertificateVerify purpose)
            throws VerificationException, AgentRefusedException, AgentUnavailableException {
        return replies.answer(replies.await(() -> channel.signTls(TlsCodec.encode(purpose))));
    }

    /**
     * Sends a fresh challenge and verifies the answer, without waiting. The future fails with the exceptions of
     * {@link #verify}; cancelling it cancels the call. What depends on it runs on the network thread unless it is given
     * an executor.
     */
    public CompletableFuture<Verified> verifyAsync(ChallengeVerifier verifier) {
        PendingChallenge pending = verifier.newChallenge();
        var call = channel.signAsync(ChallengeCodec.encode(pending.challenge()));
        return replies.read(call, reply -> pending.verify(replies.answer(reply)));
    }

    /** As {@link #sign}, without waiting; the future is as that of {@link #verifyAsync(ChallengeVerifier)}. */
    public CompletableFuture<AgentAnswer> signAsync(RawChallenge challenge) {
        return replies.read(channel.signAsync(ChallengeCodec.encode(challenge)), replies::answer);
    }

    /**
     * Sends a fresh bound challenge and verifies the answer. It throws as {@link #verify(ChallengeVerifier)} does, also where too many
     * nonces of the verifier wait. A nonce has to outlive the deadline: see {@link
     * eu.qlpipeline.signing.client.bound.BoundLimits#forDeadline}.
     */
    public BoundVerified verify(BoundVerifier verifier)
            throws VerificationException, AgentRefusedException, AgentUnavailableException {
        return BoundExchange.call(channel, verifier, replies);
    }

    /**
     * Sends a fresh bound challenge and verifies the answer, without waiting. The future fails with the exceptions of
     * {@link #verify(BoundVerifier)}; cancelling it cancels the call. The answer is verified, and what depends on it runs, on
     * the network thread.
     */
    public CompletableFuture<BoundVerified> verifyAsync(BoundVerifier verifier) {
        return BoundExchange.start(channel, verifier, replies);
    }

    /**
     * Asks for the receipt of a signature that was made for this provider, and waits for the answer. It is well-formed, but not
     * verified; see {@link eu.qlpipeline.signing.client.receipt.ReceiptVerifier}. Only the agent that signed has the record: use a
     * client of that one. An {@link AgentRefusedException} says RECEIPT_PENDING until a checkpoint covers the record, and
     * RECEIPT_NOT_FOUND where this agent has none.
     *
     * @throws ReceiptException if what comes is no receipt; otherwise as {@link #sign}
     */
    public Receipt receipt(ReceiptQuery query)
            throws ReceiptException, VerificationException, AgentRefusedException, AgentUnavailableException {
        return ReceiptCodec.decode(replies.await(() -> channel.receipt(ReceiptCodec.encode(query))));
    }

    /**
     * Opens a stream for many bound challenges, which the caller closes; closing this client ends it. Does not wait. Where no agent
     * can be reached, the futures of its challenges fail.
     */
    public ChallengeStream stream(BoundVerifier verifier) {
        return new ChallengeStream(channel, verifier, replies);
    }

    /**
     * Cancels calls in flight, ends streams and closes the connections; waits up to 5 seconds for each, but not on the network thread
     * (in what depends on a future). Calls made afterwards fail with {@link AgentUnavailableException}. May be called again.
     *
     * @throws IllegalStateException if a connection is not closed in time, since its thread is held up
     */
    @Override
    public void close() {
        channel.close();
    }
}

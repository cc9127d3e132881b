package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.internal.rpc.AgentChannel;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import java.util.concurrent.CompletableFuture;

/** One bound challenge on its way: the request, and how its reply is verified. */
final class BoundExchange implements ReplyReading<BoundVerified> {

    private final BoundVerifier verifier;
    private final AgentReplies replies;
    private final ChallengeRequest.Bound challenge;

    BoundExchange(BoundVerifier verifier, AgentReplies replies) throws VerificationException {
        this.verifier = verifier;
        this.replies = replies;
        this.challenge = verifier.newChallenge();
    }

    /** Asks the agent, waits, and verifies. */
    static BoundVerified call(AgentChannel channel, BoundVerifier verifier, AgentReplies replies)
            throws VerificationException, AgentRefusedException, AgentUnavailableException {
        var exchange = new BoundExchange(verifier, replies);
        try {
            return exchange.read(replies.await(() -> channel.sign(exchange.request())));
        } finally {
            exchange.givenUp();
        }
    }

    /** Asks the agent, and verifies on the network thread. */
    static CompletableFuture<BoundVerified> start(AgentChannel channel, BoundVerifier verifier, AgentReplies replies) {
        BoundExchange exchange;
        try {
            exchange = new BoundExchange(verifier, replies);
        } catch (VerificationException e) {
            return CompletableFuture.failedFuture(e);
        }
        return replies.read(channel.signAsync(exchange.request()), exchange);
    }

    ChallengeRequest.Bound challenge() {
        return challenge;
    }

    SignChallengeRequest request() {
        return BoundCodec.encode(challenge);
    }

    @Override
    public BoundVerified read(SignChallengeResponse reply) throws VerificationException {
        return verifier.verify(challenge.verifierNonce(), replies.boundAnswer(reply));
    }

    /** No answer is taken any more, if there was none. */
    @Override
    public void givenUp() {
        verifier.abandon(challenge);
    }
}

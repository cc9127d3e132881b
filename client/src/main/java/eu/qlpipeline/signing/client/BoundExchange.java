package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;

/** One bound challenge on its way: the request, and how its reply is verified. */
final class BoundExchange {

    private final BoundVerifier verifier;
    private final AgentReplies replies;
    private final ChallengeRequest.Bound challenge;

    BoundExchange(BoundVerifier verifier, AgentReplies replies) throws VerificationException {
        this.verifier = verifier;
        this.replies = replies;
        this.challenge = verifier.newChallenge();
    }

    SignChallengeRequest request() {
        return BoundCodec.encode(challenge);
    }

    BoundVerified verify(SignChallengeResponse reply) throws VerificationException {
        return verifier.verify(challenge.verifierNonce(), replies.boundAnswer(reply));
    }

    /** No answer is taken any more, if there was none. */
    void end() {
        verifier.abandon(challenge);
    }
}

package eu.qlpipeline.signing.contract;

import java.util.Optional;

/**
 * A challenge as a verifier asks it. A raw one is a purpose already; a bound one becomes a purpose when the agent adds its
 * certificate and terms.
 */
public sealed interface ChallengeRequest {

    /** The kind of purpose asked for. */
    PurposeKind kind();

    /**
     * A raw challenge.
     *
     * @param challenge the challenge
     */
    record Raw(RawChallenge challenge) implements ChallengeRequest {
        @Override
        public PurposeKind kind() {
            return PurposeKind.RAW_CHALLENGE;
        }
    }

    /**
     * A bound challenge.
     *
     * @param verifierNonce the verifier's nonce
     * @param audience the name the verifier goes by; empty for the only one its policy grants
     * @param channelBinding the connection the answer is to be tied to
     */
    record Bound(Nonce verifierNonce, Optional<Audience> audience, ChannelBinding channelBinding)
            implements ChallengeRequest {
        @Override
        public PurposeKind kind() {
            return PurposeKind.BOUND_CHALLENGE;
        }
    }
}

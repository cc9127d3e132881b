package eu.qlpipeline.signing.contract;

import java.util.Optional;
import java.util.function.Function;

/**
 * A challenge as a caller asks it: one of its own, or that of a TLS handshake. A bound one becomes a purpose when the agent
 * adds its certificate and terms; the others are a purpose already.
 */
public sealed interface ChallengeRequest {

    /** The kind of purpose asked for. */
    PurposeKind kind();

    /**
     * What the function for its kind makes of it.
     *
     * @param complete for those that are a purpose already
     * @param bound for a bound one
     */
    <T> T either(Function<SigningPurpose, T> complete, Function<Bound, T> bound);

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

        @Override
        public <T> T either(Function<SigningPurpose, T> complete, Function<Bound, T> bound) {
            return complete.apply(challenge);
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

        @Override
        public <T> T either(Function<SigningPurpose, T> complete, Function<Bound, T> bound) {
            return bound.apply(this);
        }
    }

    /**
     * The CertificateVerify of a TLS handshake, by which a server challenges the client.
     *
     * @param verify the CertificateVerify
     */
    record Tls(Tls13CertificateVerify verify) implements ChallengeRequest {
        @Override
        public PurposeKind kind() {
            return PurposeKind.TLS13_CERTIFICATE_VERIFY;
        }

        @Override
        public <T> T either(Function<SigningPurpose, T> complete, Function<Bound, T> bound) {
            return complete.apply(verify);
        }
    }
}

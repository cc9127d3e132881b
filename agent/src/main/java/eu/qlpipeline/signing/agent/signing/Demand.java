package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.SecureRandom;
import java.time.Clock;

/** What a caller asks a signature for, before the agent adds its own share to it. */
public sealed interface Demand {

    /** The kind of purpose asked for. */
    PurposeKind kind();

    /**
     * What the agent's share of a signature is made of.
     *
     * @param clock the time
     * @param random nonces
     */
    record Freshness(Clock clock, SecureRandom random) {}

    /**
     * A purpose that needs nothing of the agent's.
     *
     * @param purpose the purpose
     */
    record Complete(SigningPurpose purpose) implements Demand {
        @Override
        public PurposeKind kind() {
            return purpose.kind();
        }
    }

    /**
     * A bound challenge, to which the agent adds certificate, nonce and time when it is signed.
     *
     * @param verifierNonce the verifier's nonce
     * @param audience the caller's name, as its policy grants it
     * @param channelBinding the connection the answer is tied to
     */
    record Bound(Nonce verifierNonce, Audience audience, ChannelBinding channelBinding) implements Demand {
        @Override
        public PurposeKind kind() {
            return PurposeKind.BOUND_CHALLENGE;
        }

        /** The challenge with the agent's share: the certificate of the key, a fresh nonce, good from now. */
        BoundChallenge complete(SigningKey key, Freshness freshness) {
            return new BoundChallenge(
                    key.certificate(),
                    verifierNonce,
                    audience,
                    channelBinding,
                    BoundChallenge.Terms.fresh(
                            key.boundScheme(), freshness.clock().instant(), freshness.random()));
        }
    }
}

package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.BulkRandom;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;

/** What a caller asks a signature for, before the agent adds its own share to it. */
public sealed interface Demand {

    /** The kind of purpose asked for. */
    PurposeKind kind();

    /**
     * What the agent's share of a signature is made of.
     *
     * @param clock the time
     * @param random for one answer
     * @param bulk for many
     */
    record Freshness(Clock clock, SecureRandom random, BulkRandom bulk) {

        /** The share in signatures at that clock's time. */
        public Freshness(Clock clock, SecureRandom random) {
            this(clock, random, new BulkRandom());
        }

        /** Terms for so many answers, all good from now; their nonces are drawn at once, since a draw costs more than its bytes. */
        List<BoundChallenge.Terms> terms(SignatureScheme scheme, int count, SecureRandom source) {
            byte[] drawn = new byte[count * Nonce.LENGTH];
            source.nextBytes(drawn);
            var now = BoundChallenge.Validity.startingAt(clock.instant());
            return IntStream.range(0, count)
                    .mapToObj(i -> new BoundChallenge.Terms(Nonce.of(drawn, i * Nonce.LENGTH), now, scheme))
                    .toList();
        }
    }

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

        /** The challenge with the agent's share: the certificate of the key, and its terms. */
        BoundChallenge complete(SigningKey key, BoundChallenge.Terms terms) {
            return new BoundChallenge(key.certificate(), verifierNonce, audience, channelBinding, terms);
        }
    }
}

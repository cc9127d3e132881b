package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.BulkRandom;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A challenge as the policy grants it, before the agent adds its own share to it. */
public sealed interface GrantedChallenge {

    /** The purpose to sign, with the agent's share where it takes one. */
    SigningPurpose purpose(SigningKey key, Freshness freshness);

    /** What the audit log keeps of it. */
    RequestFacts facts(Caller caller);

    /** What the audit log keeps of a challenge that was not granted. */
    static RequestFacts facts(Caller caller, ChallengeRequest refused) {
        return refused.either(
                purpose -> new Complete(purpose).facts(caller),
                bound -> facts(caller, bound.audience(), bound.verifierNonce()));
    }

    private static RequestFacts facts(Caller caller, Optional<Audience> audience, Nonce verifierNonce) {
        return new RequestFacts(caller.name(), PurposeKind.BOUND_CHALLENGE, audience, Digest.of(verifierNonce.bytes()));
    }

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

        /** Terms for one answer, good from now. */
        private BoundChallenge.Terms terms(SignatureScheme scheme) {
            return terms(scheme, 1, random).get(0);
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
    record Complete(SigningPurpose purpose) implements GrantedChallenge {
        @Override
        public SigningPurpose purpose(SigningKey key, Freshness freshness) {
            return purpose;
        }

        @Override
        public RequestFacts facts(Caller caller) {
            return new RequestFacts(caller.name(), purpose.kind(), Optional.empty(), Digest.of(purpose.message()));
        }
    }

    /**
     * A bound challenge, to which the agent adds certificate, nonce and time when it is signed.
     *
     * @param verifierNonce the verifier's nonce
     * @param audience the caller's name, as its policy grants it
     * @param channelBinding the connection the answer is tied to
     */
    record Bound(Nonce verifierNonce, Audience audience, ChannelBinding channelBinding) implements GrantedChallenge {
        @Override
        public SigningPurpose purpose(SigningKey key, Freshness freshness) {
            return complete(key, freshness.terms(key.boundScheme()));
        }

        @Override
        public RequestFacts facts(Caller caller) {
            return GrantedChallenge.facts(caller, Optional.of(audience), verifierNonce);
        }

        /** The challenge with the agent's share: the certificate of the key, and its terms. */
        BoundChallenge complete(SigningKey key, BoundChallenge.Terms terms) {
            return new BoundChallenge(key.certificate(), verifierNonce, audience, channelBinding, terms);
        }
    }
}

package eu.qlpipeline.signing.contract;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * A bound challenge: a verifier's nonce, tied to that verifier's name, to one certificate, to a span of time and, where
 * wanted, to one connection. A relay changes the name, and so gets an answer that is of no use to it.
 *
 * <p>The message is 235 bytes and the audience, 236 to 490. Both sides build it from these fields; it is never read off
 * the wire.
 *
 * @param certificate the certificate whose key answers
 * @param verifierNonce the verifier's nonce
 * @param audience the verifier's name; the agent takes it from the caller's identity and policy alone
 * @param channelBinding the connection the answer is tied to
 * @param terms what the agent chooses
 */
public record BoundChallenge(
        CertificateFingerprint certificate,
        Nonce verifierNonce,
        Audience audience,
        ChannelBinding channelBinding,
        Terms terms)
        implements SigningPurpose {

    private static final int FIXED_BODY_LENGTH = 150;
    private static final byte SHA256 = 1;

    @Override
    public PurposeKind kind() {
        return PurposeKind.BOUND_CHALLENGE;
    }

    @Override
    public SignatureScheme scheme() {
        return terms.scheme();
    }

    @Override
    public byte[] message() {
        byte[] name = audience.bytes();
        byte[] message = kind().begin(FIXED_BODY_LENGTH + name.length);
        ByteBuffer body = kind().bodyOf(message);
        body.put(SHA256).putShort((short) terms.scheme().saltLength());
        certificate.writeTo(body);
        verifierNonce.writeTo(body);
        terms.agentNonce().writeTo(body);
        body.putLong(terms.validity().issuedAtMillis()).putLong(terms.validity().expiresAtMillis());
        channelBinding.writeTo(body);
        body.putShort((short) name.length).put(name);
        return message;
    }

    /**
     * The agent's share of a bound challenge, which its reply carries.
     *
     * @param agentNonce a fresh nonce of the agent
     * @param validity when the answer is good
     * @param scheme the scheme the token signs with
     */
    public record Terms(Nonce agentNonce, Validity validity, SignatureScheme scheme) {

        /** Terms with a fresh nonce, good for the default time from now. */
        public static Terms fresh(SignatureScheme scheme, Instant now, SecureRandom random) {
            return new Terms(Nonce.random(random), Validity.startingAt(now), scheme);
        }
    }

    /**
     * The time during which an answer is good: more than nothing and at most 120 seconds, in Unix milliseconds.
     *
     * @param issuedAtMillis when it begins
     * @param expiresAtMillis when it ends
     */
    public record Validity(long issuedAtMillis, long expiresAtMillis) {

        /** Length where nobody asks for another. */
        public static final Duration DEFAULT = Duration.ofSeconds(30);

        /** Greatest length. */
        public static final Duration MAX = Duration.ofMinutes(2);

        /** How far the clocks of agent and verifier may be apart. */
        public static final Duration MAX_SKEW = Duration.ofSeconds(30);

        /**
         * Accepts a span of time.
         *
         * @throws ContractViolation if it begins before 1970, is empty, or is longer than 120 seconds
         */
        public Validity {
            if (issuedAtMillis < 0
                    || expiresAtMillis <= issuedAtMillis
                    || expiresAtMillis - issuedAtMillis > MAX.toMillis()) {
                throw new ContractViolation(
                        ContractViolation.Reason.VALIDITY_WINDOW,
                        "validity: from " + issuedAtMillis + " to " + expiresAtMillis + " (expected: 1 to "
                                + MAX.toMillis() + " ms, from 1970 on)");
            }
        }

        /** The default time from that instant on. */
        public static Validity startingAt(Instant issued) {
            return new Validity(issued.toEpochMilli(), issued.plus(DEFAULT).toEpochMilli());
        }

        /**
         * Returns normally if the answer is good at that instant, give or take the permitted difference of clocks.
         *
         * @throws ContractViolation if it is issued later or has expired
         */
        public void requireAt(Instant now) {
            long millis = now.toEpochMilli();
            if (issuedAtMillis - millis > MAX_SKEW.toMillis()) {
                throw new ContractViolation(
                        ContractViolation.Reason.VALIDITY_FUTURE,
                        "issued at: " + Instant.ofEpochMilli(issuedAtMillis) + " (expected: " + now
                                + " or earlier, give or take " + MAX_SKEW.toSeconds() + " s)");
            }
            if (millis - expiresAtMillis > MAX_SKEW.toMillis()) {
                throw new ContractViolation(
                        ContractViolation.Reason.VALIDITY_EXPIRED,
                        "expires at: " + Instant.ofEpochMilli(expiresAtMillis) + " (expected: " + now
                                + " or later, give or take " + MAX_SKEW.toSeconds() + " s)");
            }
        }
    }
}

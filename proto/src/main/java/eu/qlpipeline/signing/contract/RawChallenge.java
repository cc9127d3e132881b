package eu.qlpipeline.signing.contract;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A raw challenge: 32 random bytes of a verifier, signed as they are.
 *
 * <p>Because the bytes are not wrapped, whatever could be mistaken for a message of another protocol is refused: text
 * throughout (a JWS signing input, RFC 7515), and prefixes that other signed structures start with. A random challenge
 * fails this with a chance of less than 3e-10. A raw challenge cannot stop a relay.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class RawChallenge implements SigningPurpose {

    /** Length of a raw challenge in bytes. */
    public static final int LENGTH = 32;

    private static final HexFormat HEX = HexFormat.of();

    private static final List<ReservedPrefix> RESERVED = List.of(
            new ReservedPrefix("context padding of QL-SIGN or TLS 1.3", "20".repeat(16)),
            new ReservedPrefix("QL-SIGN label", hex("QL-SIGN")),
            new ReservedPrefix("COSE Signature1", "846a" + hex("Signature1")),
            new ReservedPrefix("COSE Signature", "8569" + hex("Signature")),
            new ReservedPrefix("DSSE pre-authentication encoding", hex("DSSEv1 ")),
            new ReservedPrefix("SSH signature", hex("SSHSIG")),
            new ReservedPrefix("structure made by a TPM", "ff544347"));

    private final byte[] bytes;

    private RawChallenge(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Accepts a challenge of a verifier.
     *
     * @param challenge the bytes, copied
     * @throws ContractViolation if they are not exactly 32, are text throughout, or start with a reserved prefix
     */
    public static RawChallenge of(byte[] challenge) {
        if (challenge.length != LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.CHALLENGE_LENGTH,
                    "challenge: " + challenge.length + " bytes (expected: " + LENGTH + ")");
        }
        byte[] copy = challenge.clone();
        requireBinary(copy);
        requireUnreserved(copy);
        return new RawChallenge(copy);
    }

    /** Makes a fresh challenge from the given source of randomness. */
    public static RawChallenge random(SecureRandom random) {
        byte[] fresh = new byte[LENGTH];
        do {
            random.nextBytes(fresh);
        } while (isText(fresh) || RESERVED.stream().anyMatch(prefix -> prefix.starts(fresh)));
        return of(fresh);
    }

    private static void requireBinary(byte[] challenge) {
        if (isText(challenge)) {
            throw new ContractViolation(
                    ContractViolation.Reason.CHALLENGE_TEXT,
                    "challenge: text throughout (expected: at least one byte that is not printable ASCII)");
        }
    }

    private static boolean isText(byte[] challenge) {
        for (byte b : challenge) {
            boolean text = b == '\t' || b == '\n' || b == '\r' || (b >= 0x20 && b <= 0x7E);
            if (!text) {
                return false;
            }
        }
        return true;
    }

    private static void requireUnreserved(byte[] challenge) {
        for (ReservedPrefix prefix : RESERVED) {
            if (prefix.starts(challenge)) {
                throw new ContractViolation(
                        ContractViolation.Reason.CHALLENGE_RESERVED_PREFIX,
                        "challenge: starts like a " + prefix.name + " (expected: random bytes)");
            }
        }
    }

    @Override
    public PurposeKind kind() {
        return PurposeKind.RAW_CHALLENGE;
    }

    @Override
    public SignatureScheme scheme() {
        return SignatureScheme.RSA4096_PSS_SHA256_SALT478;
    }

    @Override
    public byte[] message() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawChallenge that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "RawChallenge[" + HEX.formatHex(bytes) + "]";
    }

    private static String hex(String ascii) {
        return HEX.formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private static final class ReservedPrefix {

        private final String name;
        private final byte[] prefix;

        private ReservedPrefix(String name, String hex) {
            this.name = name;
            this.prefix = HEX.parseHex(hex);
        }

        private boolean starts(byte[] challenge) {
            return Arrays.equals(challenge, 0, prefix.length, prefix, 0, prefix.length);
        }
    }
}

package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * CKA_ID of the signing key and of its certificate, 1 to 32 bytes: what ties the two together in the token.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class KeyId {

    /** What the hexadecimal text has to look like. */
    public static final TextRule TEXT = TextRule.of("(?:[0-9A-Fa-f]{2}){1,32}", "1 to 32 bytes as hexadecimal digits");

    private static final int MAX_LENGTH = 32;
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private KeyId(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a copy of the bytes.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if they are not 1 to 32
     */
    public static KeyId ofBytes(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION, "key.id: " + bytes.length + " bytes (expected: 1 to " + MAX_LENGTH + ")");
        }
        return new KeyId(bytes.clone());
    }

    /**
     * Reads hexadecimal digits of either case.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if the text is not 1 to 32 bytes in hexadecimal
     */
    public static KeyId parse(String hex) {
        return new KeyId(HEX.parseHex(TEXT.require("key.id", hex)));
    }

    /** A fresh copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HEX.formatHex(bytes);
    }
}

package eu.qlpipeline.signing.contract;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The connection a bound challenge is tied to: none, or a TLS connection by its exporter value (tls-exporter, RFC 9266). The value
 * is the caller's statement, which the agent compares with no connection.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ChannelBinding {

    /** Length of the value in bytes; zero throughout where there is no binding. */
    public static final int VALUE_LENGTH = 32;

    private static final ChannelBinding NONE = new ChannelBinding(Type.NONE, new byte[VALUE_LENGTH]);

    private final Type type;
    private final byte[] value;

    private ChannelBinding(Type type, byte[] value) {
        this.type = type;
        this.value = value;
    }

    /** No binding. */
    public static ChannelBinding none() {
        return NONE;
    }

    /**
     * A binding to the TLS connection with that exporter value.
     *
     * @param value the value, copied
     * @throws ContractViolation if it is not exactly 32 bytes
     */
    public static ChannelBinding tlsExporter(byte[] value) {
        if (value.length != VALUE_LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.CHANNEL_BINDING_VALUE,
                    "channel binding value: " + value.length + " bytes (expected: " + VALUE_LENGTH + ")");
        }
        return new ChannelBinding(Type.TLS_EXPORTER, value.clone());
    }

    /** The kind of binding. */
    public Type type() {
        return type;
    }

    /** A fresh copy of the 32 bytes of the value. */
    public byte[] value() {
        return value.clone();
    }

    void writeTo(ByteBuffer target) {
        target.put((byte) type.code()).put(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelBinding that && type == that.type && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return type == Type.NONE
                ? "ChannelBinding[NONE]"
                : "ChannelBinding[" + type + ", " + HexFormat.of().formatHex(value) + "]";
    }

    /** The kinds of binding, with their codes in the message. */
    public enum Type {
        /** Tied to no connection. */
        NONE(0),
        /** Tied to a TLS connection by its exporter value. */
        TLS_EXPORTER(1);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        /** The code in the message. */
        public int code() {
            return code;
        }
    }
}

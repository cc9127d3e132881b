package eu.qlpipeline.signing.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of {@link SigningPurpose}: the names that policies and messages use for them, and the context that sets the
 * bytes of one kind apart from those of every other. This table is the only home of context labels.
 */
public enum PurposeKind {
    /** 32 random bytes of a verifier, signed as they are; the one kind without a context. */
    RAW_CHALLENGE("raw-challenge", "", true),
    /** A challenge bound to verifier, certificate and time. */
    BOUND_CHALLENGE("bound-challenge", "QL-SIGN v1 challenge", true),
    /** The root of a tree of bound challenges; asked for by the agent alone. */
    BATCH_ROOT("batch-root", "QL-SIGN v1 batch root", false),
    /** A head of the audit log; asked for by the agent alone. */
    AUDIT_CHECKPOINT("audit-checkpoint", "QL-SIGN v1 checkpoint", false),
    /** The CertificateVerify of a TLS 1.3 client (RFC 8446 section 4.4.3). */
    TLS13_CERTIFICATE_VERIFY("tls13-certificate-verify", "TLS 1.3, client CertificateVerify", true);

    private final String label;
    private final String contextLabel;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out and never written to
    private final byte[] context;

    private final boolean callable;

    PurposeKind(String label, String contextLabel, boolean callable) {
        this.label = label;
        this.contextLabel = contextLabel;
        this.context = contextLabel.isEmpty() ? new byte[0] : context(contextLabel);
        this.callable = callable;
    }

    /** The name used in policy files and messages, for example {@code raw-challenge}. */
    public String label() {
        return label;
    }

    /** The label in the context, for example {@code QL-SIGN v1 challenge}; empty where there is no context. */
    public String contextLabel() {
        return contextLabel;
    }

    /** Whether a caller can ask for it; the others are the agent's own and have no place in a caller's policy. */
    public boolean callable() {
        return callable;
    }

    /** The kinds that a caller can ask for. */
    public static List<PurposeKind> allCallable() {
        return Arrays.stream(values()).filter(PurposeKind::callable).toList();
    }

    /** Returns the kind of that name, or empty where there is none. */
    public static Optional<PurposeKind> ofLabel(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }

    /** A message that begins with the context and has room for exactly a body of that length. */
    byte[] begin(int bodyLength) {
        return Arrays.copyOf(context, context.length + bodyLength);
    }

    /** The body of a message made by {@link #begin}, big-endian. */
    ByteBuffer bodyOf(byte[] message) {
        return ByteBuffer.wrap(message, context.length, message.length - context.length);
    }

    /** Length in bytes of what stands before the body. */
    int contextLength() {
        return context.length;
    }

    private static byte[] context(String label) {
        String padded = " ".repeat(64) + label + '\0';
        return padded.getBytes(StandardCharsets.US_ASCII);
    }
}

package eu.qlpipeline.signing.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The CertificateVerify of a TLS 1.3 client (RFC 8446 section 4.4.3), signed as rsa_pss_rsae_sha256. There is none for
 * the role of a server, and none for TLS 1.2.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Tls13CertificateVerify implements SigningPurpose {

    /** The signature scheme's code point in TLS: rsa_pss_rsae_sha256. */
    public static final int TLS_SCHEME = 0x0804;

    private static final int SHA256_LENGTH = 32;
    private static final int SHA384_LENGTH = 48;
    private static final byte[] SERVER_CONTEXT =
            (" ".repeat(64) + "TLS 1.3, server CertificateVerify\0").getBytes(StandardCharsets.US_ASCII);

    private final byte[] transcriptHash;

    private Tls13CertificateVerify(byte[] transcriptHash) {
        this.transcriptHash = transcriptHash;
    }

    /**
     * The CertificateVerify of a client over a handshake.
     *
     * @param transcriptHash hash of the handshake up to here: 32 bytes, or 48 for a cipher suite with SHA-384; copied
     * @throws ContractViolation if it is of another length
     */
    public static Tls13CertificateVerify of(byte[] transcriptHash) {
        if (transcriptHash.length != SHA256_LENGTH && transcriptHash.length != SHA384_LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.TRANSCRIPT_HASH_LENGTH,
                    "transcript hash: " + transcriptHash.length + " bytes (expected: 32 or 48)");
        }
        return new Tls13CertificateVerify(transcriptHash.clone());
    }

    /**
     * Reads back what a TLS 1.3 client is about to sign, 130 or 146 bytes.
     *
     * @throws ContractViolation if it is the content of a server, or anything else than that of a client
     */
    public static Tls13CertificateVerify parseContent(byte[] content) {
        int contextLength = PurposeKind.TLS13_CERTIFICATE_VERIFY.contextLength();
        int hashLength = content.length - contextLength;
        if (hashLength != SHA256_LENGTH && hashLength != SHA384_LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.TLS_CONTENT,
                    "content: " + content.length + " bytes (expected: 130 or 146)");
        }
        if (Arrays.equals(content, 0, contextLength, SERVER_CONTEXT, 0, contextLength)) {
            throw new ContractViolation(
                    ContractViolation.Reason.TLS_ROLE,
                    "content: CertificateVerify of a server (expected: of a client)");
        }
        var candidate = new Tls13CertificateVerify(Arrays.copyOfRange(content, contextLength, content.length));
        if (!Arrays.equals(candidate.message(), content)) {
            throw new ContractViolation(
                    ContractViolation.Reason.TLS_CONTENT,
                    "content: of another kind (expected: CertificateVerify of a TLS 1.3 client)");
        }
        return candidate;
    }

    /** A fresh copy of the hash of the handshake, 32 or 48 bytes. */
    public byte[] transcriptHash() {
        return transcriptHash.clone();
    }

    @Override
    public PurposeKind kind() {
        return PurposeKind.TLS13_CERTIFICATE_VERIFY;
    }

    @Override
    public SignatureScheme scheme() {
        return SignatureScheme.RSA4096_PSS_SHA256_SALT32;
    }

    @Override
    public byte[] message() {
        byte[] message = kind().begin(transcriptHash.length);
        kind().bodyOf(message).put(transcriptHash);
        return message;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tls13CertificateVerify that && Arrays.equals(transcriptHash, that.transcriptHash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(transcriptHash);
    }

    @Override
    public String toString() {
        return "Tls13CertificateVerify[" + HexFormat.of().formatHex(transcriptHash) + "]";
    }
}

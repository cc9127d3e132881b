package eu.qlpipeline.signing.agent.certificate;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.agent.pkcs11.TokenSlot;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * How a token signs the certificate of its key with sha256WithRSAEncryption: with the digest made in the token, or, where that is
 * not offered, over a DigestInfo made in this process (RFC 8017 section 9.2).
 *
 * @param mechanism the one or the other
 */
public record CertificateSignature(CkMechanism mechanism) {

    private static final byte[] DIGEST_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    /** What the token in a slot offers. */
    public static CertificateSignature of(TokenSlot slot) {
        return new CertificateSignature(
                slot.module().signs(slot, CkMechanism.CKM_SHA256_RSA_PKCS)
                        ? CkMechanism.CKM_SHA256_RSA_PKCS
                        : CkMechanism.CKM_RSA_PKCS);
    }

    /**
     * Signs the to-be-signed part of a certificate.
     *
     * @param key the handle of the signing key
     * @param names its names, for hints
     * @throws AgentException with the token's own reason if it does not
     */
    public byte[] sign(CkSession session, long key, KeySettings names, byte[] toBeSigned) {
        try {
            return session.signCertificate(
                    key, mechanism, mechanism == CkMechanism.CKM_RSA_PKCS ? digestInfo(toBeSigned) : toBeSigned);
        } catch (AgentException e) {
            throw new AgentException(
                    e.reason(),
                    "certificate: not signed: " + e.getMessage() + " (expected: a signature with " + mechanism + ")",
                    e,
                    "the key stays in the token; when it signs so go on with: " + names.resume(),
                    "if that key may not sign so, another is made by: " + KeySettings.MAKE_ANOTHER);
        }
    }

    private static byte[] digestInfo(byte[] toBeSigned) {
        return ByteBuffer.allocate(DIGEST_INFO.length + Digest.LENGTH)
                .put(DIGEST_INFO)
                .put(Digest.of(toBeSigned).bytes())
                .array();
    }
}

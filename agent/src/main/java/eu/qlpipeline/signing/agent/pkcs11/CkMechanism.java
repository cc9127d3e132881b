package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The mechanisms this agent asks a token for (PKCS#11 v2.40, pkcs11t.h). */
public enum CkMechanism {
    /** Generation of an RSA key pair. */
    CKM_RSA_PKCS_KEY_PAIR_GEN(0x00),
    /** RSASSA-PKCS1-v1_5 over a DigestInfo that the caller made; signs the certificate where nothing better is offered. */
    CKM_RSA_PKCS(0x01),
    /** RSASSA-PSS over a digest that the caller made. */
    CKM_RSA_PKCS_PSS(0x0D),
    /** RSASSA-PKCS1-v1_5 with SHA-256; signs the certificate and nothing else. */
    CKM_SHA256_RSA_PKCS(0x40),
    /** RSASSA-PSS with SHA-256, the digest made in the token. */
    CKM_SHA256_RSA_PKCS_PSS(0x43);

    private final long code;

    CkMechanism(long code) {
        this.code = code;
    }

    /** The CKM code. */
    public long code() {
        return code;
    }

    /**
     * The mechanisms for requests that a token offers, the better one first: with the digest made in the token, and over a
     * digest made in this process.
     *
     * @throws AgentException (SCHEME_UNSUPPORTED) if the token offers neither; (TOKEN_FAILURE) if it does not say
     */
    public static List<CkMechanism> offered(TokenSlot slot) {
        List<CkMechanism> offered = Stream.of(CKM_SHA256_RSA_PKCS_PSS, CKM_RSA_PKCS_PSS)
                .filter(mechanism -> slot.module().signs(slot, mechanism))
                .toList();
        if (offered.isEmpty()) {
            throw new AgentException(
                    ReasonCode.SCHEME_UNSUPPORTED,
                    "token: offers neither " + CKM_SHA256_RSA_PKCS_PSS + " nor " + CKM_RSA_PKCS_PSS
                            + " (expected: one of the two)",
                    "see what the token offers with: pkcs11-tool --list-mechanisms");
        }
        return offered;
    }

    /** The codes as an array of native CK_ULONG, 8 bytes each, the form of CKA_ALLOWED_MECHANISMS. */
    public static byte[] nativeArray(Collection<CkMechanism> mechanisms) {
        ByteBuffer array = ByteBuffer.allocate(mechanisms.size() * Long.BYTES).order(ByteOrder.nativeOrder());
        mechanisms.forEach(mechanism -> array.putLong(mechanism.code));
        return array.array();
    }

    /** Whether it is one of an array of native CK_ULONG. */
    public boolean isIn(byte[] nativeArray) {
        LongBuffer codes =
                ByteBuffer.wrap(nativeArray).order(ByteOrder.nativeOrder()).asLongBuffer();
        while (codes.hasRemaining()) {
            if (codes.get() == code) {
                return true;
            }
        }
        return false;
    }
}

package eu.qlpipeline.signing.agent.pkcs11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;

/** The mechanisms this agent asks a token for (PKCS#11 v2.40, pkcs11t.h). */
public enum CkMechanism {
    /** Generation of an RSA key pair. */
    CKM_RSA_PKCS_KEY_PAIR_GEN(0x00),
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

    /** The codes as an array of native CK_ULONG, 8 bytes each, the form of CKA_ALLOWED_MECHANISMS. */
    public static byte[] nativeArray(Collection<CkMechanism> mechanisms) {
        ByteBuffer array = ByteBuffer.allocate(mechanisms.size() * Long.BYTES).order(ByteOrder.nativeOrder());
        mechanisms.forEach(mechanism -> array.putLong(mechanism.code));
        return array.array();
    }
}

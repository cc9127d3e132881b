package eu.qlpipeline.signing.agent.pkcs11;

/** The classes of the objects this agent looks for or makes (PKCS#11 v2.40, pkcs11t.h): the values of CKA_CLASS. */
public enum CkObjectClass {
    CKO_CERTIFICATE(1),
    CKO_PRIVATE_KEY(3);

    private final long code;

    CkObjectClass(long code) {
        this.code = code;
    }

    /** The CKO code. */
    public long code() {
        return code;
    }
}

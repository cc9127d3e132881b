package eu.qlpipeline.signing.acceptance.mtls;

/** What a client puts in the place of the signature in its CertificateVerify. */
@FunctionalInterface
public interface HandshakeSigner {

    /**
     * Makes the signature, or what is passed off as one.
     *
     * @param content what a TLS client has to sign (RFC 8446 section 4.4.3)
     */
    byte[] sign(byte[] content);
}

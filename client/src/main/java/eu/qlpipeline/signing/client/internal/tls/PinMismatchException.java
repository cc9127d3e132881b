package eu.qlpipeline.signing.client.internal.tls;

import java.security.cert.CertificateException;

/** Thrown in the handshake where the agent presents another key than the pinned one; names both. */
public final class PinMismatchException extends CertificateException {

    private static final long serialVersionUID = 1L;

    PinMismatchException(PublicKeyPin presented, PublicKeyPin pinned) {
        super("agent's TLS key: " + presented + " (expected: " + pinned + ")");
    }
}

package eu.qlpipeline.signing.client.internal.tls;

import java.security.cert.CertificateException;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown in the handshake where the agent presents another key than the pinned one; names both sides. */
public final class PinMismatchException extends CertificateException {

    private static final long serialVersionUID = 1L;

    PinMismatchException(PublicKeyPin presented, List<PublicKeyPin> pinned) {
        super("agent's TLS key: " + presented + " (expected: "
                + pinned.stream().map(PublicKeyPin::toString).collect(Collectors.joining(" or ")) + ")");
    }
}

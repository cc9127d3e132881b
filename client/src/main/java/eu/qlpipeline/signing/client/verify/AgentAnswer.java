package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import java.util.Objects;

/**
 * What an agent answered, to a raw challenge or for TLS; well-formed, but not verified.
 *
 * @param certificate the certificate whose key the agent says it signed with
 * @param signature the signature
 */
public record AgentAnswer(CertificateFingerprint certificate, PssSignature signature) {

    /** Refuses null. */
    public AgentAnswer {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(signature, "signature");
    }
}

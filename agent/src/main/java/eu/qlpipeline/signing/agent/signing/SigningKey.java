package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureScheme;

/**
 * What a message must know of the key that will sign it.
 *
 * @param certificate the key's certificate
 * @param boundScheme the scheme for bound challenges, batch roots and checkpoints: the longest salt that the token takes
 */
public record SigningKey(CertificateFingerprint certificate, SignatureScheme boundScheme) {}

package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;

/**
 * A signature that was verified, and whose it is.
 *
 * @param certificate the certificate whose key signed
 * @param signature the signature
 */
public record SignatureAnswer(CertificateFingerprint certificate, PssSignature signature) {}

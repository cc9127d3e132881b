package eu.qlpipeline.signing.agent.signing.answer;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SigningPurpose;
import eu.qlpipeline.signing.contract.answer.AnswerProof;

/**
 * What proves the answer to one request. The signature in it was verified.
 *
 * @param certificate the certificate whose key signed
 * @param purpose what was asked for, complete with the agent's share
 * @param proof the signature over it, or its place in a signed batch
 */
public record SignatureAnswer(CertificateFingerprint certificate, SigningPurpose purpose, AnswerProof proof) {}

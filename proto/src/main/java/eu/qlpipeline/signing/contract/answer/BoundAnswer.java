package eu.qlpipeline.signing.contract.answer;

import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;

/**
 * The agent's answer to a bound challenge. It holds what the agent chose, and never the signed message: a verifier builds
 * that from its own nonce, its own name and its stored certificate.
 *
 * @param certificate the certificate whose key answered
 * @param terms what the agent chose
 * @param channelBinding the kind of channel binding in the signed message
 * @param proof what proves the answer
 */
public record BoundAnswer(
        CertificateFingerprint certificate,
        BoundChallenge.Terms terms,
        ChannelBinding.Type channelBinding,
        AnswerProof proof) {}

package eu.qlpipeline.signing.contract.answer;

import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.merkle.BatchRun;
import java.util.List;

/**
 * The agent's answer to several bound challenges at once, at neighbouring places of one batch. It says what a {@link
 * BoundAnswer} says for each of them.
 *
 * @param certificate the certificate whose key answered
 * @param scheme the scheme of the signature
 * @param validity when the answers are good
 * @param channelBinding the kind of channel binding in the signed messages
 * @param agentNonces the agent's nonces, one for each place of the run, in its order
 * @param run what proves the answers
 */
public record SharedAnswer(
        CertificateFingerprint certificate,
        SignatureScheme scheme,
        BoundChallenge.Validity validity,
        ChannelBinding.Type channelBinding,
        List<Nonce> agentNonces,
        BatchRun run) {

    /**
     * Takes an answer.
     *
     * @throws IllegalArgumentException if there are not as many nonces as places
     */
    public SharedAnswer {
        agentNonces = List.copyOf(agentNonces);
        if (agentNonces.size() != run.span().count()) {
            throw new IllegalArgumentException("agent nonces: " + agentNonces.size() + " (expected: "
                    + run.span().count() + ")");
        }
    }

    /** What the agent chose for one of the challenges, counted from the first. */
    public BoundChallenge.Terms terms(int offset) {
        return new BoundChallenge.Terms(agentNonces.get(offset), validity, scheme);
    }
}

package eu.qlpipeline.signing.agent.audit.checkpoint;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;

/** Signs heads of the audit log. */
@FunctionalInterface
public interface CheckpointSigner {

    /**
     * Signs a head, as of now. Blocks for as long as the token takes.
     *
     * @throws AgentException with the reason why there is no signature
     */
    SignedCheckpoint sign(Origin origin, TreeHead head);
}

package eu.qlpipeline.signing.agent.signing.checkpoint;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointSigner;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.time.Clock;

/**
 * Has the key sign heads of the audit log, as a purpose like any other. A checkpoint is its own record: were it recorded in
 * the log, no checkpoint would ever sign all of it.
 *
 * <p>Safe for use by several threads.
 */
public final class TokenCheckpoints implements CheckpointSigner {

    private final PurposeSigner signer;
    private final Clock clock;

    /** Checkpoints signed by that signer's key. */
    public TokenCheckpoints(PurposeSigner signer, Clock clock) {
        this.signer = signer;
        this.clock = clock;
    }

    @Override
    public SignedCheckpoint sign(Origin origin, TreeHead head) {
        SigningKey key = signer.key();
        var checkpoint = new AuditCheckpoint(origin, head, clock.millis(), key.certificate(), key.boundScheme());
        return SignedCheckpoint.of(checkpoint, signer.sign(key, checkpoint).signature());
    }
}

package eu.qlpipeline.signing.agent.audit.opening;

import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;

/**
 * Where a log ends.
 *
 * @param origin its name
 * @param frontier the right edge of its tree
 * @param segment its newest segment
 * @param length of that, in bytes, without what was not written to its end
 */
public record LogEnd(Origin origin, LogFrontier frontier, SegmentName segment, long length) {

    /** How many records there are. */
    public long records() {
        return frontier.head().size();
    }
}

package eu.qlpipeline.signing.agent.audit.opening;

import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;

/**
 * A log that can be gone on with.
 *
 * @param origin its name
 * @param frontier the right edge of its tree
 * @param segment its newest segment; what was not written to its end is not cut yet
 */
public record OpenLog(Origin origin, LogFrontier frontier, SegmentFile segment) {}

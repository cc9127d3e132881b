package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;

/**
 * Where a log ends, and goes on.
 *
 * @param origin its name
 * @param frontier the right edge of its tree
 * @param segment its newest segment
 */
record LogEnd(Origin origin, LogFrontier frontier, SegmentFile segment) {}

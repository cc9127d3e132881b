/** The files of the audit log: a directory of segments, each a header and records in frames. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.segment;

import org.jspecify.annotations.NullMarked;

/** Checkpoints of the audit log: its head, signed by the key, as a text beside the log. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.checkpoint;

import org.jspecify.annotations.NullMarked;

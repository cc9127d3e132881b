/** Reading an audit log offline: holding it against its checkpoints, and looking for records. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.verify;

import org.jspecify.annotations.NullMarked;

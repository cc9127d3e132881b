/** The signing key as the signer of the audit log's heads. */
@NullMarked
package eu.qlpipeline.signing.agent.signing.checkpoint;

import org.jspecify.annotations.NullMarked;

/** What one record of the audit log says, and the bytes it is kept as. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.record;

import org.jspecify.annotations.NullMarked;

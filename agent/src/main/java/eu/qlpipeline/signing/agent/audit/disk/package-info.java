/** Whether the disk of the audit log answers. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.disk;

import org.jspecify.annotations.NullMarked;

/** Whether the disk of the audit log answers, and whether anything can be recorded. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.disk;

import org.jspecify.annotations.NullMarked;

/** Where the audit log ends, before anything there is cut or written. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.opening;

import org.jspecify.annotations.NullMarked;

/** Whether the agent signs, and if not, why: shown by signatures that were verified, of callers or of its own. */
@NullMarked
package eu.qlpipeline.signing.agent.health;

import org.jspecify.annotations.NullMarked;

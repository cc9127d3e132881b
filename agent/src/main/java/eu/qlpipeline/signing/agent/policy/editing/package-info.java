/** The operator's changes to the files of the callers. */
@NullMarked
package eu.qlpipeline.signing.agent.policy.editing;

import org.jspecify.annotations.NullMarked;

/** Callers of an agent that never stop asking, and note what they saw. */
@NullMarked
package eu.qlpipeline.signing.acceptance.load;

import org.jspecify.annotations.NullMarked;

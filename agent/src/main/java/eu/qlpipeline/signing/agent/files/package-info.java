/** Files as more than one user sees them: who may write them, and how they are written as a whole. */
@NullMarked
package eu.qlpipeline.signing.agent.files;

import org.jspecify.annotations.NullMarked;

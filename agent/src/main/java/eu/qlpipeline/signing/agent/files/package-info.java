/** Files as more than one user sees them: who may write them, how they are written as a whole, and what PEM files hold. */
@NullMarked
package eu.qlpipeline.signing.agent.files;

import org.jspecify.annotations.NullMarked;

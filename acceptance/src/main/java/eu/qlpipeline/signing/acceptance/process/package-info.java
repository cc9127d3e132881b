/** Real processes: started with a stated environment, watched, and ended without exception. */
@NullMarked
package eu.qlpipeline.signing.acceptance.process;

import org.jspecify.annotations.NullMarked;

/** The scripts that people start, as far as they do more than to start a program. */
@NullMarked
package eu.qlpipeline.signing.acceptance.scripts;

import org.jspecify.annotations.NullMarked;

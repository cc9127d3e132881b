/** The forms in which arguments are written. */
@NullMarked
package eu.qlpipeline.signing.fetch.argument;

import org.jspecify.annotations.NullMarked;

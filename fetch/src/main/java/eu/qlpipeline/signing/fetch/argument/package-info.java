/** The forms in which the arguments of a fetch are written. */
@NullMarked
package eu.qlpipeline.signing.fetch.argument;

import org.jspecify.annotations.NullMarked;

/** The forms in which arguments are written. */
@NullMarked
package eu.qlpipeline.signing.client.internal.cli.argument;

import org.jspecify.annotations.NullMarked;

/** How several attempts share the time of one call. */
@NullMarked
package eu.qlpipeline.signing.client.internal.attempt;

import org.jspecify.annotations.NullMarked;

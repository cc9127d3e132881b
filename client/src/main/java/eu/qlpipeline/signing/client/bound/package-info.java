/** The checks that an answer to a bound challenge must pass, one by one or by a batch. */
@NullMarked
package eu.qlpipeline.signing.client.bound;

import org.jspecify.annotations.NullMarked;

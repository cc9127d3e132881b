/** The benchmark: agent and client against the physical limit of the same token in the same run. */
@NullMarked
package eu.qlpipeline.signing.bench;

import org.jspecify.annotations.NullMarked;

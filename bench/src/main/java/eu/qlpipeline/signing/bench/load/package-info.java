/** Load generators, and the latencies they record. */
@NullMarked
package eu.qlpipeline.signing.bench.load;

import org.jspecify.annotations.NullMarked;

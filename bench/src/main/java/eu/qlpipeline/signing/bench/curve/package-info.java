/** Scenarios that measure the same along a line: more requests in flight, more callers, more certificates. */
@NullMarked
package eu.qlpipeline.signing.bench.curve;

import org.jspecify.annotations.NullMarked;

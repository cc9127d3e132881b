/** Plots as SVG. */
@NullMarked
package eu.qlpipeline.signing.bench.plot;

import org.jspecify.annotations.NullMarked;

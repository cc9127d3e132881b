/** What a scenario is, what it has to measure on, and what comes of it. */
@NullMarked
package eu.qlpipeline.signing.bench.measure;

import org.jspecify.annotations.NullMarked;

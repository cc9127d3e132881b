/** What is measured of the agent, each under a fixed name. */
@NullMarked
package eu.qlpipeline.signing.bench.scenario;

import org.jspecify.annotations.NullMarked;

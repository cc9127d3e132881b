/** Several agents that stand in for each other. */
@NullMarked
package eu.qlpipeline.signing.acceptance.fleet;

import org.jspecify.annotations.NullMarked;

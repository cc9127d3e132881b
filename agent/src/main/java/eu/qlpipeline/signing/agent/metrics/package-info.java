/**
 * The agent's state in numbers, for Prometheus. Nothing of Prometheus's client is loaded where no port is set for it.
 */
@NullMarked
package eu.qlpipeline.signing.agent.metrics;

import org.jspecify.annotations.NullMarked;

/** Metrics by HTTP, within bounds that no client can stretch. */
@NullMarked
package eu.qlpipeline.signing.agent.metrics.http;

import org.jspecify.annotations.NullMarked;

/** What the agent says about itself. */
@NullMarked
package eu.qlpipeline.signing.agent.telemetry;

import org.jspecify.annotations.NullMarked;

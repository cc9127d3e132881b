/** The services of the agent. */
@NullMarked
package eu.qlpipeline.signing.agent.rpc;

import org.jspecify.annotations.NullMarked;

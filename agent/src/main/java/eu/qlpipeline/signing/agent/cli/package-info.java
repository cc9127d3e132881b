/** The command line of the agent. */
@NullMarked
package eu.qlpipeline.signing.agent.cli;

import org.jspecify.annotations.NullMarked;

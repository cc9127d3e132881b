/** What an operator is told of the agent's state: a closed set of conditions, and who knows of them. */
@NullMarked
package eu.qlpipeline.signing.agent.status;

import org.jspecify.annotations.NullMarked;

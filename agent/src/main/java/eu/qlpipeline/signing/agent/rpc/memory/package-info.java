/** What callers have the agent hold in memory for them, beside their requests in the queue. */
@NullMarked
package eu.qlpipeline.signing.agent.rpc.memory;

import org.jspecify.annotations.NullMarked;

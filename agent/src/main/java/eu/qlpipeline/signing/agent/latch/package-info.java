/** What is remembered of refused PINs across restarts, so that no loop of restarts can lock a token. */
@NullMarked
package eu.qlpipeline.signing.agent.latch;

import org.jspecify.annotations.NullMarked;

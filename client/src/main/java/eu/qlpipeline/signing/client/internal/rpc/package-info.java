/** The channel to the agent and the calls on it. */
@NullMarked
package eu.qlpipeline.signing.client.internal.rpc;

import org.jspecify.annotations.NullMarked;

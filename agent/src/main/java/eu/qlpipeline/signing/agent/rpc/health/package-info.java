/** The agent's state on the wire: {@code grpc.health.v1}, and the conditions behind it. */
@NullMarked
package eu.qlpipeline.signing.agent.rpc.health;

import org.jspecify.annotations.NullMarked;

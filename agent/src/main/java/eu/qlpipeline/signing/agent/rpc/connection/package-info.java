/** Connections: whose they are, what is refused on them, and how they end when the policy changes. */
@NullMarked
package eu.qlpipeline.signing.agent.rpc.connection;

import org.jspecify.annotations.NullMarked;

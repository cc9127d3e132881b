package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.policy.LivePolicy;

/**
 * What decides on a connection.
 *
 * @param keys who the server is
 * @param policy who may connect
 * @param limits what a connection may take
 * @param shared what all of them together may
 */
public record Entrance(ServerKeys keys, LivePolicy policy, ConnectionLimits limits, SharedLimits shared) {}

/** gRPC: TLS pinned both ways, the caller from its certificate, and the wire format. Generated types stop here. */
@NullMarked
package eu.qlpipeline.signing.agent.rpc;

import org.jspecify.annotations.NullMarked;

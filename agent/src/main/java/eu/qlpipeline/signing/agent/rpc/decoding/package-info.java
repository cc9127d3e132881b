/** From the bytes of a request to its message, without an exception where they are none. */
@NullMarked
package eu.qlpipeline.signing.agent.rpc.decoding;

import org.jspecify.annotations.NullMarked;

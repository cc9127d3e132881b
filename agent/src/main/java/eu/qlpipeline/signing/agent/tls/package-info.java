/** The signing key as a TLS 1.3 client key of this process: the JDK computes the handshake, the token signs. */
@NullMarked
package eu.qlpipeline.signing.agent.tls;

import org.jspecify.annotations.NullMarked;

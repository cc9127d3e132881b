/** TLS handshakes with the signing key, through the agent and straight on the token. */
@NullMarked
package eu.qlpipeline.signing.bench.tls;

import org.jspecify.annotations.NullMarked;

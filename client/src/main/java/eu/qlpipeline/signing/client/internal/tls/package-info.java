/** TLS 1.3 with the agent's key pinned and the provider's own certificate. */
@NullMarked
package eu.qlpipeline.signing.client.internal.tls;

import org.jspecify.annotations.NullMarked;

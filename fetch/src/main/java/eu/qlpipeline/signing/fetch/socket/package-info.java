/** The sockets under TLS: what may come over them, and how they end whatever the other side does. */
@NullMarked
package eu.qlpipeline.signing.fetch.socket;

import org.jspecify.annotations.NullMarked;

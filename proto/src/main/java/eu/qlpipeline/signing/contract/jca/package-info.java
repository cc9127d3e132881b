/**
 * A TLS 1.3 client key for the JDK's TLS that is somewhere else, in a token or behind an agent. The JDK computes the
 * handshake; the key signs its CertificateVerify, and nothing else (RFC 8446 section 4.4.3). It uses the JDK alone.
 */
@NullMarked
package eu.qlpipeline.signing.contract.jca;

import org.jspecify.annotations.NullMarked;

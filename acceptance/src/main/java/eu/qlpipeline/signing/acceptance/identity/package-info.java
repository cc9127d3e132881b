/** Keys and certificates for TLS, made when they are needed by the openssl program. */
@NullMarked
package eu.qlpipeline.signing.acceptance.identity;

import org.jspecify.annotations.NullMarked;

/** Strict reading of PEM files (RFC 7468): one block of the expected kind, or a reason why not. */
@NullMarked
package eu.qlpipeline.signing.client.internal.pem;

import org.jspecify.annotations.NullMarked;

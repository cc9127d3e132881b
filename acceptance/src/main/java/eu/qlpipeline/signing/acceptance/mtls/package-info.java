/** A TLS 1.3 client that presents any certificate and signs for it in any way, and tells what a server makes of it. */
@NullMarked
package eu.qlpipeline.signing.acceptance.mtls;

import org.jspecify.annotations.NullMarked;

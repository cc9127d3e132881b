/** The program signing-fetch: GET with mutual TLS, the key behind an agent. */
@NullMarked
package eu.qlpipeline.signing.client.internal.cli.fetch;

import org.jspecify.annotations.NullMarked;

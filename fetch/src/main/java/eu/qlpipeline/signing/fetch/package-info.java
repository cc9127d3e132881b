/**
 * The command line, the HTTP client and the output of a GET with mutual TLS. A program adds the key: one beside the token,
 * another behind an agent.
 */
@NullMarked
package eu.qlpipeline.signing.fetch;

import org.jspecify.annotations.NullMarked;

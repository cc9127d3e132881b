/** Several agents, each with a token, a certificate and a fault module of its own. */
@NullMarked
package eu.qlpipeline.signing.acceptance.fleet;

import org.jspecify.annotations.NullMarked;

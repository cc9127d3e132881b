/** The provider's side: asks the signing agent, and verifies its answers against the stored certificate. */
@NullMarked
package eu.qlpipeline.signing.client;

import org.jspecify.annotations.NullMarked;

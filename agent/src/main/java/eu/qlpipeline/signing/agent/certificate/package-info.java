/** The certificate of the signing key. */
@NullMarked
package eu.qlpipeline.signing.agent.certificate;

import org.jspecify.annotations.NullMarked;

/** The certificate of the signing key: issued once, kept in the token beside the key, checked before each use. */
@NullMarked
package eu.qlpipeline.signing.agent.certificate;

import org.jspecify.annotations.NullMarked;

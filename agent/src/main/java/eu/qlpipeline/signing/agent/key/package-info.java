/** The signing key in the token. */
@NullMarked
package eu.qlpipeline.signing.agent.key;

import org.jspecify.annotations.NullMarked;

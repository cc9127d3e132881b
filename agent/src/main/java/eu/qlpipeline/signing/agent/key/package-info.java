/** The signing key in the token: made there, found there, and its attributes read back and judged. */
@NullMarked
package eu.qlpipeline.signing.agent.key;

import org.jspecify.annotations.NullMarked;

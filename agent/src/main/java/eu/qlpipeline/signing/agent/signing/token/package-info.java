/** Signing with the key in the token, by whatever generation serves. */
@NullMarked
package eu.qlpipeline.signing.agent.signing.token;

import org.jspecify.annotations.NullMarked;

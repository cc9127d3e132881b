/** The token: which one, how to log in to it, and the session with it. */
@NullMarked
package eu.qlpipeline.signing.agent.pkcs11;

import org.jspecify.annotations.NullMarked;

/** The PIN of the token: where it comes from, and wiped once it was given. */
@NullMarked
package eu.qlpipeline.signing.agent.pkcs11.pin;

import org.jspecify.annotations.NullMarked;

/** Which token is meant: by label, by serial number or by URI. */
@NullMarked
package eu.qlpipeline.signing.agent.pkcs11.selection;

import org.jspecify.annotations.NullMarked;

/** Throw-away SoftHSM tokens, and what an independent PKCS#11 program says of them. */
@NullMarked
package eu.qlpipeline.signing.acceptance.token;

import org.jspecify.annotations.NullMarked;

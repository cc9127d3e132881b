/** PKCS#11 modules other than SoftHSM's own. */
@NullMarked
package eu.qlpipeline.signing.acceptance.modules;

import org.jspecify.annotations.NullMarked;

/** Both ends of the wire format without the product's programs: a caller that obeys no rules, and an impostor. */
@NullMarked
package eu.qlpipeline.signing.acceptance.wire;

import org.jspecify.annotations.NullMarked;

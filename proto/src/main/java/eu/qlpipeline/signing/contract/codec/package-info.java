/** Translation between the wire format and the contract; strict, so that an unknown value is refused. */
@NullMarked
package eu.qlpipeline.signing.contract.codec;

import org.jspecify.annotations.NullMarked;

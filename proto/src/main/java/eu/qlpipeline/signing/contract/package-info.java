/** The exact bytes that the key signs (QL-SIGN v1), pure and free of I/O. Nothing below it accepts bytes to sign. */
@NullMarked
package eu.qlpipeline.signing.contract;

import org.jspecify.annotations.NullMarked;

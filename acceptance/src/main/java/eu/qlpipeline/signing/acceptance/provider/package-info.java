/** A provider: its trust store and its runs of the verifier. */
@NullMarked
package eu.qlpipeline.signing.acceptance.provider;

import org.jspecify.annotations.NullMarked;

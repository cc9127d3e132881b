/** The program signing-verifier, one class for each verb. */
@NullMarked
package eu.qlpipeline.signing.client.internal.cli;

import org.jspecify.annotations.NullMarked;

/** The checks that an answer to a raw challenge must pass, and the exception that says which one it did not. */
@NullMarked
package eu.qlpipeline.signing.client.verify;

import org.jspecify.annotations.NullMarked;

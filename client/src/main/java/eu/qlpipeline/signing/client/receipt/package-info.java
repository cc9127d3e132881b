/** Receipts: evidence that a signature is in the agent's audit log. */
@NullMarked
package eu.qlpipeline.signing.client.receipt;

import org.jspecify.annotations.NullMarked;

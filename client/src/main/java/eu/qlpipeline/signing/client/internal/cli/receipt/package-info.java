/** The verbs about receipts. */
@NullMarked
package eu.qlpipeline.signing.client.internal.cli.receipt;

import org.jspecify.annotations.NullMarked;

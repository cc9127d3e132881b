/** Receipts: a caller's own record, looked up in the files of the log, with its proof. */
@NullMarked
package eu.qlpipeline.signing.agent.audit.receipt;

import org.jspecify.annotations.NullMarked;

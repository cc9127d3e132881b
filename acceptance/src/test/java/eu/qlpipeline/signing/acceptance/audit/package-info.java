/** The audit log of a real agent: receipts, a full disk, a disk that cannot be written. */
@NullMarked
package eu.qlpipeline.signing.acceptance.audit;

import org.jspecify.annotations.NullMarked;

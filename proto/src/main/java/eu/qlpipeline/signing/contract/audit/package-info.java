/** What agent and verifier both have to know of the audit log: records and their bytes, signed checkpoints, receipts. */
@NullMarked
package eu.qlpipeline.signing.contract.audit;

import org.jspecify.annotations.NullMarked;

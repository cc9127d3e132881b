package eu.qlpipeline.signing.agent.audit.receipt;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Where callers get receipts. Implementations are safe for use by several threads. */
@FunctionalInterface
public interface Receipts {

    /** The receipts of an agent that keeps no log. */
    Receipts NONE = (caller, query, abandoned) -> CompletableFuture.failedFuture(
            new AgentException(ReasonCode.RECEIPT_NOT_FOUND, "receipt: the agent keeps no audit log"));

    /**
     * Looks for the receipt of a signature that was made for that caller; returns at once. The future fails with an
     * {@link AgentException}: RECEIPT_NOT_FOUND, whether there is no such record or it is another caller's;
     * RECEIPT_PENDING while no checkpoint covers it; CONCURRENCY_LIMITED while two of the caller are being looked for;
     * RATE_LIMITED where the log was read for it for long;
     * OVERLOADED while too many wait; DEADLINE_EXCEEDED once abandoned.
     *
     * @param caller the name of the caller in the policy
     * @param abandoned whether nobody waits any more
     */
    CompletableFuture<Receipt> find(String caller, ReceiptQuery query, BooleanSupplier abandoned);
}

package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.audit.receipt.Receipts;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.telemetry.RareWarnings;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls for a receipt. The record is looked for on another thread, for as long as the caller waits.
 *
 * <p>Safe for use by several threads.
 */
final class ReceiptCalls {

    private static final System.Logger LOG = System.getLogger(ReceiptCalls.class.getName());

    private final RareWarnings failures = new RareWarnings(LOG, System::nanoTime);
    private final Receipts receipts;

    ReceiptCalls(Receipts receipts) {
        this.receipts = receipts;
    }

    /**
     * Answers once the record was found, or was not.
     *
     * @param caller whose records are looked through
     */
    void answer(String caller, ReceiptQuery query, ServerCallStreamObserver<GetReceiptResponse> reply) {
        // With a handler in place a caller that has gone is no exception on another thread.
        reply.setOnCancelHandler(() -> {});
        long deadline = Deadlines.ofCall();
        BooleanSupplier abandoned = () -> reply.isCancelled() || deadline - System.nanoTime() <= 0;
        var unused = receipts.find(caller, query, abandoned).whenComplete((receipt, failure) -> {
            if (receipt != null) {
                reply.onNext(ReceiptCodec.encode(receipt));
                reply.onCompleted();
            } else {
                reply.onError(Refusals.status(refusal(caller, failure)));
            }
        });
    }

    /** What the caller is told: of a defect nothing, which is in the log instead. */
    private AgentException refusal(String caller, @Nullable Throwable failure) {
        if (failure instanceof AgentException known && known.reason() != ReasonCode.INTERNAL) {
            return known;
        }
        String why = String.valueOf(failure instanceof AgentException ? failure.getMessage() : failure);
        failures.warn(caller, why + " (asked for by " + caller + ")");
        LOG.log(System.Logger.Level.DEBUG, "receipt: failed", failure);
        return new AgentException(ReasonCode.INTERNAL, "agent: internal defect", failure);
    }
}

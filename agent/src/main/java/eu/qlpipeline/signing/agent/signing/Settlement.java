package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.audit.Conclusion;
import eu.qlpipeline.signing.agent.audit.JournalledRequest;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;
import eu.qlpipeline.signing.contract.audit.Result;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request that was taken from the queue: settled once by a signer, told once the outcome is recorded. Handed
 * from thread to thread.
 */
final class Settlement {

    private final Waiting waiting;
    private final JournalledRequest journalled;
    private @Nullable Result result;
    private Consumer<Waiting> outcome = nobody -> {};

    Settlement(Waiting waiting) {
        this.waiting = waiting;
        this.journalled = new JournalledRequest(waiting.request()::facts);
    }

    Waiting waiting() {
        return waiting;
    }

    JournalledRequest journalled() {
        return journalled;
    }

    boolean isSettled() {
        return result != null;
    }

    void answered(SignatureAnswer answer, Result.Signed signed) {
        result = signed;
        outcome = asking -> asking.answered(answer);
    }

    void answered(SignedBatch batch, int place, Result.Signed signed) {
        result = signed;
        outcome = asking -> asking.answered(batch, place);
    }

    /** Settles it unless it is. */
    void failed(AgentException reason) {
        if (!isSettled()) {
            result = new Result.Refused(reason.reason().name());
            outcome = asking -> asking.failed(reason);
        }
    }

    Conclusion conclusion() {
        if (result == null) {
            throw new IllegalStateException("a request that is not settled");
        }
        return new Conclusion(journalled, result);
    }

    /** Tells the listener, now that the outcome is recorded. */
    void tell() {
        outcome.accept(waiting);
    }

    void flush() {
        waiting.flush();
    }
}

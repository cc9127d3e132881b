package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.StatusRuntimeException;
import java.util.function.Consumer;

/**
 * A challenge of a stream that has no answer yet. What changes of it is guarded by the lock of {@link OpenChallenges}. A defect
 * of its outcome is its own, and keeps no other challenge from hearing.
 */
final class OpenChallenge {

    private static final System.Logger LOG = System.getLogger(OpenChallenge.class.getName());

    /** How often a challenge goes on to another agent; the pauses between are those of the stream. */
    private static final int MOST_MOVES = 5;

    private final SignChallengeRequest request;
    private final StreamOutcome outcome;
    private final long deadline;
    private long sentAt;
    private boolean sent;
    private int moves;

    /**
     * @param deadline until when it waits, in the terms of {@link System#nanoTime}
     */
    OpenChallenge(SignChallengeRequest request, StreamOutcome outcome, long deadline) {
        this.request = request;
        this.outcome = outcome;
        this.deadline = deadline;
    }

    SignChallengeRequest request() {
        return request;
    }

    StreamOutcome outcome() {
        return outcome;
    }

    long deadline() {
        return deadline;
    }

    boolean isOver(long now) {
        return deadline - now <= 0;
    }

    void sent(long now) {
        sentAt = now;
        sent = true;
    }

    /** Whether it was sent since it last moved. */
    boolean wasSent() {
        return sent;
    }

    long sentAt() {
        return sentAt;
    }

    boolean mayMove() {
        return moves < MOST_MOVES;
    }

    void moved() {
        sent = false;
        moves++;
    }

    /** Whether this is a refusal that has to do with the agent's state alone. */
    boolean anotherMayAnswer(NumberedAnswer answer) {
        return answer.getOutcomeCase() == NumberedAnswer.OutcomeCase.REJECTION
                && outcome.anotherMayAnswer(answer.getRejection());
    }

    void tell(NumberedAnswer answer) {
        shielded(hearing -> {
            switch (answer.getOutcomeCase()) {
                case ANSWER -> hearing.answered(answer.getAnswer());
                case REJECTION -> hearing.rejected(answer.getRejection());
                case OUTCOME_NOT_SET -> hearing.answered(SignChallengeResponse.getDefaultInstance());
            }
        });
    }

    void fail(StatusRuntimeException failure) {
        shielded(hearing -> hearing.failed(failure));
    }

    private void shielded(Consumer<StreamOutcome> call) {
        try {
            call.accept(outcome);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "stream: defect of an outcome", e);
        }
    }
}

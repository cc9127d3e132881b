package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;

/** A challenge of a stream that has no answer yet. What changes of it is guarded by the lock of {@link OpenChallenges}. */
final class OpenChallenge {

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
        switch (answer.getOutcomeCase()) {
            case ANSWER -> outcome.answered(answer.getAnswer());
            case REJECTION -> outcome.rejected(answer.getRejection());
            case OUTCOME_NOT_SET -> outcome.answered(SignChallengeResponse.getDefaultInstance());
        }
    }
}

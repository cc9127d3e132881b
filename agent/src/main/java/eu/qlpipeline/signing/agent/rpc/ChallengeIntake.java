package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadAnswers;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;

/**
 * Takes in the requests of one stream of challenges. A challenge that is refused is answered with the refusal, and the stream goes
 * on; a message with too many ends it.
 */
final class ChallengeIntake implements StreamObserver<SignChallengesRequest> {

    private static final int LARGEST_MESSAGE = 256;

    private final Submissions signing;
    private final Supplier<Caller> peer;
    private final UnreadAnswers unread;
    private final OpenStreams streams;
    private final StreamReplies replies;

    ChallengeIntake(
            Submissions signing,
            Supplier<Caller> peer,
            UnreadAnswers unread,
            OpenStreams streams,
            StreamObserver<SignChallengesResponse> replies) {
        this.signing = signing;
        this.peer = peer;
        this.unread = unread;
        this.streams = streams;
        this.replies = new StreamReplies(replies, unread, streams);
    }

    @Override
    public void onNext(SignChallengesRequest message) {
        int count = message.getChallengesCount();
        if (count == 0 || count > LARGEST_MESSAGE) {
            signing.undecodable(ReasonCode.CHALLENGE_MISSING);
            replies.fail(new AgentException(
                    ReasonCode.CHALLENGE_MISSING,
                    "challenges: " + count + " in one message (expected: 1 to " + LARGEST_MESSAGE + ")"));
            return;
        }
        Caller caller;
        try {
            // At each message: the policy may have changed since the stream began.
            caller = peer.get();
        } catch (AgentException e) {
            replies.fail(e);
            return;
        }
        replies.expect(count);
        long deadline = Deadlines.ofCall();
        for (NumberedChallenge challenge : message.getChallengesList()) {
            submit(caller, challenge, message.getSharedProofs(), deadline);
        }
        replies.flush();
    }

    private void submit(Caller caller, NumberedChallenge numbered, boolean sharedProofs, long deadline) {
        Outcome outcome = new Outcome(numbered.getRequestId(), sharedProofs);
        try {
            unread.requireRoom();
        } catch (AgentException refusal) {
            signing.limited(caller, refusal.reason());
            outcome.failed(refusal);
            return;
        }
        try {
            streams.requireGoingOn();
            signing.submit(caller, ChallengeCodec.decode(numbered.getChallenge()), deadline, outcome);
        } catch (ContractViolation violation) {
            AgentException refusal = ContractFailure.refusal(violation);
            signing.undecodable(refusal.reason());
            outcome.failed(refusal);
        } catch (AgentException refusal) {
            outcome.failed(refusal);
        }
    }

    @Override
    public void onError(Throwable gone) {
        // The caller has gone; what still waits for it sees that at its turn.
    }

    @Override
    public void onCompleted() {
        replies.completeWhenAnswered();
    }

    /** Passes the outcome of one challenge on, with its number. */
    private final class Outcome implements SignatureListener {

        private final long requestId;
        private final boolean sharedProofs;

        Outcome(long requestId, boolean sharedProofs) {
            this.requestId = requestId;
            this.sharedProofs = sharedProofs;
        }

        @Override
        public void answered(SignatureAnswer answer) {
            replies.add(NumberedAnswer.newBuilder()
                    .setRequestId(requestId)
                    .setAnswer(AnswerEncoding.challenge(answer))
                    .build());
        }

        @Override
        public void answered(SignedBatch batch, int place) {
            if (sharedProofs) {
                replies.addShared(batch, place, requestId);
            } else {
                answered(batch.answer(place));
            }
        }

        @Override
        public void failed(AgentException reason) {
            replies.add(NumberedAnswer.newBuilder()
                    .setRequestId(requestId)
                    .setRejection(Refusals.rejection(reason))
                    .build());
        }

        @Override
        public void flush() {
            replies.flush();
        }

        @Override
        public boolean isCancelled() {
            return replies.isCancelled();
        }
    }
}

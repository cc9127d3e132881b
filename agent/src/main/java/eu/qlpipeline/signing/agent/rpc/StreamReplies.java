package eu.qlpipeline.signing.agent.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadAnswers;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;
import eu.qlpipeline.signing.contract.codec.SharedCodec;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one stream, several to a message. Flow control goes both ways: a caller that does not read its answers, or
 * has very many challenges unanswered, is not read from; what it does not read is counted with that of its other streams.
 *
 * <p>Safe for use by several threads.
 */
final class StreamReplies {

    private static final int LARGEST_MESSAGE = 64;
    private static final int MOST_UNANSWERED = 16_384;

    private final ServerCallStreamObserver<SignChallengesResponse> stream;
    private final OpenStreams streams;
    private final Runnable atStop = this::settle;

    @GuardedBy("this")
    private final UnreadAnswers.OfStream unread;

    @GuardedBy("this")
    private List<NumberedAnswer> pending = new ArrayList<>();

    @GuardedBy("this")
    private @Nullable AnswerRun run;

    @GuardedBy("this")
    private int unanswered;

    @GuardedBy("this")
    private boolean asked;

    @GuardedBy("this")
    private boolean callerIsDone;

    private volatile boolean ended;

    StreamReplies(StreamObserver<SignChallengesResponse> stream, UnreadAnswers unread, OpenStreams streams) {
        this.unread = unread.begin();
        this.streams = streams;
        this.stream = (ServerCallStreamObserver<SignChallengesResponse>) stream;
        this.stream.disableAutoRequest();
        this.stream.setOnReadyHandler(this::ready);
        // With a handler in place a caller that has gone is no exception on a signer's thread.
        this.stream.setOnCancelHandler(this::gone);
        this.stream.setOnCloseHandler(this::gone);
        streams.opened(atStop);
        askForMore();
    }

    /** Whether nobody hears any answer: of a call that the agent itself has ended gRPC does not tell. */
    boolean isCancelled() {
        return ended || stream.isCancelled();
    }

    /** A message with that many challenges came in. */
    synchronized void expect(int count) {
        asked = false;
        unanswered += count;
        askForMore();
    }

    /** Keeps an answer back until the message is full or {@link #flush} comes. */
    synchronized void add(NumberedAnswer answer) {
        pending.add(answer);
        if (pending.size() >= LARGEST_MESSAGE) {
            flush();
        }
    }

    /** Keeps an answer back until one comes that cannot share its proof, or {@link #flush}. */
    synchronized void addShared(SignedBatch batch, int place, long requestId) {
        if (run == null || !run.add(batch, place, requestId)) {
            flush();
            run = new AnswerRun(batch, place, requestId);
        }
    }

    /** Sends what was kept back. */
    synchronized void flush() {
        int answers = pending.size() + (run == null ? 0 : run.size());
        if (answers == 0 || ended) {
            return;
        }
        var message = SignChallengesResponse.newBuilder().addAllAnswers(pending);
        if (run != null) {
            message.addShared(run.encode());
        }
        pending = new ArrayList<>();
        run = null;
        unanswered -= answers;
        SignChallengesResponse reply = message.build();
        stream.onNext(reply);
        if (!stream.isReady()) {
            unread.waits(reply.getSerializedSize());
        }
        settle();
    }

    /** The caller sends no more; the stream ends with the last answer. */
    synchronized void completeWhenAnswered() {
        callerIsDone = true;
        settle();
    }

    /** Ends the stream with a refusal. */
    synchronized void fail(AgentException refusal) {
        if (!ended) {
            ended = true;
            stream.onError(Refusals.status(refusal));
        }
    }

    /** Ends the stream where all is answered and no more comes, and otherwise goes on. */
    private synchronized void settle() {
        boolean quiet = unanswered == 0 && !ended;
        if (quiet && callerIsDone) {
            ended = true;
            stream.onCompleted();
        } else if (quiet && streams.isStopping()) {
            fail(OpenStreams.refusal());
        } else {
            askForMore();
        }
    }

    /** Almost all that was sent has been taken up. */
    private synchronized void ready() {
        unread.taken();
        askForMore();
    }

    private synchronized void gone() {
        unread.end();
        streams.ended(atStop);
    }

    private synchronized void askForMore() {
        if (!asked && !ended && !callerIsDone && unanswered < MOST_UNANSWERED && stream.isReady()) {
            asked = true;
            stream.request(1);
        }
    }

    /** Answers at neighbouring places of one batch, as they gather for one shared answer. */
    private static final class AnswerRun {

        private final SignedBatch batch;
        private final int first;
        private final List<Long> requestIds = new ArrayList<>();

        AnswerRun(SignedBatch batch, int first, long requestId) {
            this.batch = batch;
            this.first = first;
            requestIds.add(requestId);
        }

        /** Takes the next answer, or returns false where it does not belong here. */
        boolean add(SignedBatch other, int place, long requestId) {
            if (!other.equals(batch)
                    || place != first + requestIds.size()
                    || requestIds.size() == SharedCodec.MOST_CHALLENGES
                    || !batch.canShare(first, place)) {
                return false;
            }
            requestIds.add(requestId);
            return true;
        }

        /** Number of answers. */
        int size() {
            return requestIds.size();
        }

        SharedAnswers encode() {
            return SharedCodec.encode(batch.shared(first, requestIds.size()), requestIds);
        }
    }
}

package eu.qlpipeline.signing.client.internal.rpc;

import eu.qlpipeline.signing.client.internal.rpc.SharedOutcome.Asked;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One stream of challenges. Submitting only enqueues; the connection's thread sends all that has gathered, as long as the
 * transport takes it. Answers may come in any order. When the stream ends, whatever is still open fails.
 *
 * <p>Safe for use by several threads.
 */
public final class ChallengeCall
        implements ClientResponseObserver<SignChallengesRequest, SignChallengesResponse>, AutoCloseable {

    private final ScheduledExecutorService loop;
    private final OpenChallenges open;
    private final SharedOutcome shared;
    private final AtomicBoolean sending = new AtomicBoolean();
    private @Nullable ClientCallStreamObserver<SignChallengesRequest> call;

    ChallengeCall(ScheduledExecutorService loop, long deadlineNanos, SharedOutcome shared) {
        this.loop = loop;
        this.shared = shared;
        this.open = new OpenChallenges(deadlineNanos);
    }

    /** Sends a challenge as soon as the transport takes it. */
    public void submit(SignChallengeRequest request, StreamOutcome outcome) {
        open.add(request, outcome);
        wake();
    }

    /** Answers to challenges that were not open, or no longer. */
    public long strayAnswers() {
        return open.strays();
    }

    /** Ends the stream; what is open fails. */
    @Override
    public void close() {
        ClientCallStreamObserver<SignChallengesRequest> started = call;
        if (started != null) {
            started.cancel("closed by the caller", null);
        }
        open.end(
                Status.CANCELLED.withDescription("stream: closed by the caller").asRuntimeException());
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SignChallengesRequest> started) {
        call = started;
        started.setOnReadyHandler(this::wake);
    }

    @Override
    public void onNext(SignChallengesResponse message) {
        List<NumberedAnswer> answers = message.getAnswersList();
        List<@Nullable Asked> asked =
                open.take(answers.stream().map(NumberedAnswer::getRequestId).toList());
        for (int i = 0; i < answers.size(); i++) {
            Asked challenge = asked.get(i);
            if (challenge != null && challenge.waiting()) {
                tell(challenge.outcome(), answers.get(i));
            }
        }
        for (SharedAnswers answer : message.getSharedList()) {
            shared.answered(answer, open.take(answer.getRequestIdsList()));
        }
    }

    @Override
    public void onError(Throwable failure) {
        open.end(
                failure instanceof StatusRuntimeException status
                        ? status
                        : Status.fromThrowable(failure).asRuntimeException());
    }

    @Override
    public void onCompleted() {
        open.end(
                Status.UNAVAILABLE.withDescription("stream: ended by the agent").asRuntimeException());
    }

    private static void tell(StreamOutcome outcome, NumberedAnswer answer) {
        switch (answer.getOutcomeCase()) {
            case ANSWER -> outcome.answered(answer.getAnswer());
            case REJECTION -> outcome.rejected(answer.getRejection());
            case OUTCOME_NOT_SET ->
                outcome.answered(eu.qlpipeline.signing.v1.SignChallengeResponse.getDefaultInstance());
        }
    }

    private void wake() {
        if (!sending.get() && sending.compareAndSet(false, true)) {
            try {
                loop.execute(this::send);
            } catch (RejectedExecutionException e) {
                open.end(Status.UNAVAILABLE
                        .withDescription("connection: closed")
                        .withCause(e)
                        .asRuntimeException());
            }
        }
    }

    private void send() {
        // Before the queue is looked at, so that whoever adds to it later wakes the loop again.
        sending.set(false);
        ClientCallStreamObserver<SignChallengesRequest> started = call;
        while (started != null && started.isReady()) {
            SignChallengesRequest message = open.nextMessage();
            if (message.getChallengesCount() == 0) {
                break;
            }
            started.onNext(message);
        }
        watch();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it only ever calls this object
    private void watch() {
        long wait = open.watchFor();
        if (wait > 0) {
            loop.schedule(this::expire, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void expire() {
        open.expire();
        watch();
    }
}

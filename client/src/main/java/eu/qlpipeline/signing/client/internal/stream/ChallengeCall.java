package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.client.internal.attempt.CallTime;
import eu.qlpipeline.signing.client.internal.attempt.Elsewhere;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc.SigningAgentStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One stream of challenges. Submitting only enqueues; the connection's thread sends all that has gathered, as long as the
 * transport takes it and nothing has to {@linkplain UnsentChallenges wait for answers}. Answers may come in any order.
 *
 * <p>With one agent, whatever is open fails when the stream ends. With several, the stream moves on to the next agent and asks
 * again for what has no answer: when it is lost, when the agent refuses because of its own state, and when it does not answer
 * in its share of the time.
 *
 * <p>Safe for use by several threads.
 */
public final class ChallengeCall implements AutoCloseable {

    /** What goes out at once, in bytes: with less, the agent signs for the first of a thousand challenges before it has the last. */
    public static final int BURST_BYTES = 128 << 10;

    private static final String CLOSED = "closed by the caller";

    private final SigningAgentStub agents;
    private final StreamLoop loop;
    private final CallTime time;
    private final OpenChallenges open;
    private final SharedOutcome shared;
    private final MovePauses pauses = new MovePauses();
    private final AtomicBoolean sending = new AtomicBoolean();
    private volatile @Nullable StreamLeg leg;
    private volatile boolean pausing;
    private volatile boolean closed;

    private ChallengeCall(SigningAgentStub agents, StreamLoop loop, CallTime time, SharedOutcome shared) {
        this.agents = agents;
        this.loop = loop;
        this.time = time;
        this.shared = shared;
        this.open = new OpenChallenges(time.deadline().toNanos());
    }

    /** Begins a stream whose answers that share their proof go there. */
    public static ChallengeCall open(
            SigningAgentStub agents, ScheduledExecutorService loop, CallTime time, SharedOutcome shared) {
        var stream = new ChallengeCall(agents, new StreamLoop(loop), time, shared);
        stream.begin();
        return stream;
    }

    private void begin() {
        var next = new StreamLeg(this);
        leg = next;
        next.start(agents);
        if (closed) {
            // It was closed meanwhile, by one who saw no call to cancel.
            next.cancel(CLOSED);
        }
    }

    /** Sends a challenge as soon as it may go and the transport takes it. */
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
        closed = true;
        StreamLeg last = leg;
        if (last != null) {
            last.cancel(CLOSED);
        }
        open.end(Status.CANCELLED.withDescription("stream: " + CLOSED).asRuntimeException());
    }

    void answered(StreamLeg from, SignChallengesResponse message) {
        if (from != leg) {
            return;
        }
        boolean refused = refusedAny(message.getAnswersList());
        for (SharedAnswers answer : message.getSharedList()) {
            shared.answered(answer, open.takeShared(answer.getRequestIdsList()));
        }
        if (refused) {
            run(() -> move(from, unavailable("agent: refuses for now")));
        } else {
            pauses.reset();
        }
        wake();
    }

    /** Tells each outcome, but of the refusals that another agent may answer; whether there were any of these. */
    private boolean refusedAny(List<NumberedAnswer> answers) {
        boolean refused = false;
        List<@Nullable OpenChallenge> asked = open.take(answers);
        for (int i = 0; i < answers.size(); i++) {
            OpenChallenge one = asked.get(i);
            if (one != null && !(time.movesOn() && one.anotherMayAnswer(answers.get(i)) && open.putBack(one))) {
                one.tell(answers.get(i));
            } else {
                refused |= one != null;
            }
        }
        return refused;
    }

    void lost(StreamLeg from, StatusRuntimeException failure) {
        if (!time.movesOn() || closed) {
            open.end(failure);
        } else {
            run(() -> move(from, failure));
        }
    }

    /** On the loop's thread. */
    private void move(StreamLeg from, StatusRuntimeException why) {
        if (from != leg || closed) {
            return;
        }
        if (!Elsewhere.CODES.contains(why.getStatus().getCode())) {
            open.end(why);
            return;
        }
        leg = null;
        from.cancel("moving on to another agent");
        open.unsend(why, from.isHopeless());
        pausing = true;
        loop.later(this::resume, TimeUnit.MILLISECONDS.toNanos(pauses.nextMillis()));
    }

    private void resume() {
        pausing = false;
        wake();
    }

    void wake() {
        if (!sending.get() && sending.compareAndSet(false, true)) {
            run(this::send);
        }
    }

    private void run(Runnable step) {
        if (!loop.run(step)) {
            open.end(unavailable("connection: closed"));
        }
    }

    private static StatusRuntimeException unavailable(String why) {
        return Status.UNAVAILABLE.withDescription(why).asRuntimeException();
    }

    private void send() {
        // Before the queue is looked at, so that whoever adds to it later wakes the loop again.
        sending.set(false);
        if (leg == null && !pausing && !closed && open.waiting()) {
            begin();
        }
        StreamLeg current = leg;
        if (current != null) {
            open.release();
            current.send(open::nextMessage);
        }
        watch();
    }

    private void watch() {
        long wait = open.watchFor();
        if (wait > 0) {
            long next = time.movesOn() ? Math.min(wait, time.share() / 2) : wait;
            loop.later(this::expire, next);
        }
    }

    private void expire() {
        open.expire();
        StreamLeg current = leg;
        if (time.movesOn() && current != null && open.stalledFor(time.share())) {
            move(current, unavailable("agent: does not answer"));
        }
        wake();
    }
}

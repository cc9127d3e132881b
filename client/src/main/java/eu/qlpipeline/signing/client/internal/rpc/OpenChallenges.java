package eu.qlpipeline.signing.client.internal.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The challenges of a stream that have no answer yet: those not sent, and those sent under a number. All have the same time
 * to wait, so that the oldest is always the next to expire. Outcomes are told outside of the lock.
 *
 * <p>Safe for use by several threads.
 */
final class OpenChallenges {

    /** As the wire format says. */
    private static final int LARGEST_MESSAGE = 256;
    /** Below what an agent takes in one message. */
    private static final int LARGEST_MESSAGE_BYTES = 15 * 1024;

    private static final int FRAMING = 16;

    private final long deadlineNanos;

    @GuardedBy("this")
    private final ArrayDeque<OpenChallenge> unsent = new ArrayDeque<>();

    @GuardedBy("this")
    private final Map<Long, OpenChallenge> sent = new LinkedHashMap<>();

    @GuardedBy("this")
    private long lastNumber;

    @GuardedBy("this")
    private long strays;

    @GuardedBy("this")
    private boolean watched;

    @GuardedBy("this")
    private @Nullable StatusRuntimeException end;

    OpenChallenges(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    void add(SignChallengeRequest request, StreamOutcome outcome) {
        StatusRuntimeException over;
        synchronized (this) {
            over = end;
            if (over == null) {
                unsent.add(new OpenChallenge(request, outcome, System.nanoTime() + deadlineNanos));
            }
        }
        if (over != null) {
            outcome.failed(over);
        }
    }

    /** What is not sent, as much as one message holds, now under its numbers; empty where there is nothing. */
    SignChallengesRequest nextMessage() {
        List<OpenChallenge> taken = new ArrayList<>();
        long now = System.nanoTime();
        long number;
        synchronized (this) {
            number = lastNumber;
            int bytes = 0;
            while (!unsent.isEmpty() && taken.size() < LARGEST_MESSAGE) {
                bytes += unsent.element().request().getSerializedSize() + FRAMING;
                if (bytes > LARGEST_MESSAGE_BYTES && !taken.isEmpty()) {
                    break;
                }
                OpenChallenge next = unsent.remove();
                next.sent(now);
                sent.put(++lastNumber, next);
                taken.add(next);
            }
        }
        var message = SignChallengesRequest.newBuilder();
        for (OpenChallenge next : taken) {
            message.addChallenges(
                    NumberedChallenge.newBuilder().setRequestId(++number).setChallenge(next.request()));
        }
        return message.build();
    }

    /** The challenge that each of these answers, if its number is open. */
    synchronized List<@Nullable OpenChallenge> take(List<NumberedAnswer> answers) {
        List<@Nullable OpenChallenge> asked = new ArrayList<>(answers.size());
        for (NumberedAnswer answer : answers) {
            OpenChallenge open = sent.remove(answer.getRequestId());
            asked.add(open);
            strays += open == null ? 1 : 0;
        }
        return asked;
    }

    /** Has a challenge asked again, elsewhere; false where that was done often enough. */
    synchronized boolean putBack(OpenChallenge one) {
        if (end != null || !one.mayMove()) {
            return false;
        }
        sent.put(++lastNumber, one);
        return true;
    }

    /** Takes back all that was sent, to be sent again; what has been taken back often enough fails. */
    void unsend(StatusRuntimeException why) {
        List<OpenChallenge> given = new ArrayList<>();
        synchronized (this) {
            List<OpenChallenge> all = new ArrayList<>(sent.values());
            all.addAll(unsent);
            sent.clear();
            unsent.clear();
            // Times of this clock are compared by their difference alone.
            all.sort((one, other) -> Long.signum(one.deadline() - other.deadline()));
            for (OpenChallenge one : all) {
                (one.mayMove() ? unsent : given).add(one);
                one.moved();
            }
        }
        given.forEach(one -> one.outcome().failed(why));
    }

    /** Whether anything is to be sent. */
    synchronized boolean waiting() {
        return !unsent.isEmpty();
    }

    /** Whether the oldest challenge that was sent has been without an answer for that long, in nanoseconds. */
    synchronized boolean stalledFor(long nanos) {
        return !sent.isEmpty()
                && System.nanoTime() - sent.values().iterator().next().sentAt() > nanos;
    }

    synchronized long strays() {
        return strays;
    }

    /** Fails all that is open, and all that comes later. The first end counts. */
    void end(StatusRuntimeException reason) {
        List<OpenChallenge> left;
        synchronized (this) {
            if (end == null) {
                end = reason;
            }
            left = new ArrayList<>(sent.values());
            left.addAll(unsent);
            sent.clear();
            unsent.clear();
        }
        left.forEach(open -> open.outcome().failed(reason));
    }

    /** Nanoseconds until the oldest expires, for the one who now has to see to it; 0 where nobody has to. */
    synchronized long watchFor() {
        if (watched || (sent.isEmpty() && unsent.isEmpty())) {
            return 0;
        }
        watched = true;
        var oldest =
                sent.isEmpty() ? unsent.element() : sent.values().iterator().next();
        return Math.max(1, oldest.deadline() - System.nanoTime());
    }

    /** Fails what has waited too long. */
    void expire() {
        List<OpenChallenge> late = new ArrayList<>();
        synchronized (this) {
            watched = false;
            long now = System.nanoTime();
            moveLate(sent.values().iterator(), now, late);
            moveLate(unsent.iterator(), now, late);
        }
        late.forEach(open -> open.outcome().failed(Status.DEADLINE_EXCEEDED.asRuntimeException()));
    }

    private static void moveLate(Iterator<OpenChallenge> oldestFirst, long now, List<OpenChallenge> late) {
        while (oldestFirst.hasNext()) {
            OpenChallenge open = oldestFirst.next();
            if (open.deadline() - now > 0) {
                return;
            }
            oldestFirst.remove();
            late.add(open);
        }
    }
}

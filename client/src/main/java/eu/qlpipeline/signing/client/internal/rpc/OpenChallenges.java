package eu.qlpipeline.signing.client.internal.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.client.internal.rpc.SharedOutcome.Asked;
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
    /** Challenges that are remembered for a while after their time was up; as many as an agent leaves unanswered. */
    private static final int MOST_LATE = 16_384;

    private final long deadlineNanos;

    @GuardedBy("this")
    private final ArrayDeque<Open> unsent = new ArrayDeque<>();

    @GuardedBy("this")
    private final Map<Long, Open> sent = new LinkedHashMap<>();

    /** Their answers may still come, and prove those of others. */
    @GuardedBy("this")
    private final Map<Long, Open> late = new LinkedHashMap<>();

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
                unsent.add(new Open(request, outcome, System.nanoTime() + deadlineNanos));
            }
        }
        if (over != null) {
            outcome.failed(over);
        }
    }

    /** What is not sent, as much as one message holds, now under its numbers; empty where there is nothing. */
    SignChallengesRequest nextMessage() {
        List<Open> taken = new ArrayList<>();
        long number;
        synchronized (this) {
            number = lastNumber;
            int bytes = 0;
            while (!unsent.isEmpty() && taken.size() < LARGEST_MESSAGE) {
                bytes += unsent.element().request().getSerializedSize() + FRAMING;
                if (bytes > LARGEST_MESSAGE_BYTES && !taken.isEmpty()) {
                    break;
                }
                Open next = unsent.remove();
                sent.put(++lastNumber, next);
                taken.add(next);
            }
        }
        var message = SignChallengesRequest.newBuilder().setSharedProofs(true);
        for (Open next : taken) {
            message.addChallenges(
                    NumberedChallenge.newBuilder().setRequestId(++number).setChallenge(next.request()));
        }
        return message.build();
    }

    /** Who asked for the answers with these numbers; nobody, where the number is not of a challenge without an answer. */
    synchronized List<@Nullable Asked> take(List<Long> numbers) {
        List<@Nullable Asked> asked = new ArrayList<>(numbers.size());
        for (Long number : numbers) {
            asked.add(take(number));
        }
        return asked;
    }

    @GuardedBy("this")
    private @Nullable Asked take(Long number) {
        Open open = sent.remove(number);
        if (open != null) {
            return new Asked(open.outcome(), true);
        }
        strays++;
        Open expired = late.remove(number);
        return expired == null ? null : new Asked(expired.outcome(), false);
    }

    synchronized long strays() {
        return strays;
    }

    /** Fails all that is open, and all that comes later. The first end counts. */
    void end(StatusRuntimeException reason) {
        List<Open> left;
        synchronized (this) {
            if (end == null) {
                end = reason;
            }
            left = new ArrayList<>(sent.values());
            left.addAll(unsent);
            sent.clear();
            late.clear();
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
        Open oldest =
                sent.isEmpty() ? unsent.element() : sent.values().iterator().next();
        return Math.max(1, oldest.deadline() - System.nanoTime());
    }

    /** Fails what has waited too long. */
    void expire() {
        List<Open> over = new ArrayList<>();
        synchronized (this) {
            watched = false;
            long now = System.nanoTime();
            expireSent(now, over);
            expireUnsent(now, over);
        }
        if (!over.isEmpty()) {
            StatusRuntimeException status = Status.DEADLINE_EXCEEDED.asRuntimeException();
            over.forEach(open -> open.outcome().failed(status));
        }
    }

    @GuardedBy("this")
    private void expireSent(long now, List<Open> over) {
        Iterator<Map.Entry<Long, Open>> oldestFirst = sent.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Long, Open> entry = oldestFirst.next();
            if (!entry.getValue().isOver(now)) {
                return;
            }
            oldestFirst.remove();
            over.add(entry.getValue());
            late.put(entry.getKey(), entry.getValue());
            if (late.size() > MOST_LATE) {
                late.remove(late.keySet().iterator().next());
            }
        }
    }

    @GuardedBy("this")
    private void expireUnsent(long now, List<Open> over) {
        while (!unsent.isEmpty() && unsent.element().isOver(now)) {
            over.add(unsent.remove());
        }
    }

    private record Open(SignChallengeRequest request, StreamOutcome outcome, long deadline) {

        boolean isOver(long now) {
            return deadline - now <= 0;
        }
    }
}

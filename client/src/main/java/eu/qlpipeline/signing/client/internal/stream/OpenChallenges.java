package eu.qlpipeline.signing.client.internal.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.client.internal.stream.SharedOutcome.Asked;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The challenges of a stream that have no answer yet: those not sent, and those sent under a number. All have the same time
 * to wait, so that the oldest is always the next to expire. Outcomes are told outside of the lock.
 *
 * <p>Safe for use by several threads.
 */
final class OpenChallenges {

    private final long deadlineNanos;

    @GuardedBy("this")
    private final UnsentChallenges unsent = new UnsentChallenges();

    @GuardedBy("this")
    private final SentChallenges sent = new SentChallenges();

    /** Whether anything was sent since all was taken back. */
    @GuardedBy("this")
    private boolean sending;

    /** Why nothing could be sent when all was last taken back; null once something is sent. */
    @GuardedBy("this")
    private @Nullable StatusRuntimeException unreached;

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

    /** Lets all that is not sent be sent, unless it has to wait for answers. */
    synchronized void release() {
        unsent.release(sent.size());
    }

    /** What may be sent, as much as one message holds, now under its numbers; empty where there is nothing. */
    SignChallengesRequest nextMessage() {
        var message = SignChallengesRequest.newBuilder().setSharedProofs(true);
        long now = System.nanoTime();
        synchronized (this) {
            for (OpenChallenge next : unsent.nextMessage()) {
                next.sent(now);
                sending = true;
                unreached = null;
                message.addChallenges(NumberedChallenge.newBuilder()
                        .setRequestId(sent.add(next))
                        .setChallenge(next.request()));
            }
        }
        return message.build();
    }

    /** The challenge that each of these answers, if its number is open. */
    synchronized List<@Nullable OpenChallenge> take(List<NumberedAnswer> answers) {
        List<@Nullable OpenChallenge> asked = new ArrayList<>(answers.size());
        for (NumberedAnswer answer : answers) {
            asked.add(sent.take(answer.getRequestId()));
        }
        return asked;
    }

    /** Who asked for the answers with these numbers; nobody, where the number is not of a challenge without an answer. */
    synchronized List<@Nullable Asked> takeShared(List<Long> numbers) {
        List<@Nullable Asked> asked = new ArrayList<>(numbers.size());
        for (Long number : numbers) {
            asked.add(sent.takeEvenLate(number));
        }
        return asked;
    }

    /** Has a challenge asked again, elsewhere; false where that was done often enough. */
    @SuppressWarnings("CheckReturnValue") // no message carries that number
    synchronized boolean putBack(OpenChallenge one) {
        if (end != null || !one.mayMove()) {
            return false;
        }
        sent.add(one);
        return true;
    }

    /**
     * Takes back all that was sent, to be sent again; what has been taken back often enough fails, and all where that is hopeless.
     * What was still waiting to be sent goes on waiting, unless nothing was sent at all: then there was nobody to send it to.
     */
    void unsend(StatusRuntimeException why, boolean hopeless) {
        List<OpenChallenge> given = new ArrayList<>();
        synchronized (this) {
            List<OpenChallenge> all = takeAll();
            // Times of this clock are compared by their difference alone.
            all.sort((one, other) -> Long.signum(one.deadline() - other.deadline()));
            for (OpenChallenge one : all) {
                boolean moves = one.wasSent() || !sending;
                if (!hopeless && (!moves || one.mayMove())) {
                    unsent.add(one);
                } else {
                    given.add(one);
                }
                if (moves) {
                    one.moved();
                }
            }
            unreached = sending ? null : why;
            sending = false;
        }
        given.forEach(one -> one.fail(why));
    }

    /** Whether anything is to be sent. */
    synchronized boolean waiting() {
        return !unsent.isEmpty();
    }

    /** Whether the oldest challenge that was sent has been without an answer for that long, in nanoseconds. */
    synchronized boolean stalledFor(long nanos) {
        return sent.oldest()
                .filter(oldest -> System.nanoTime() - oldest.sentAt() > nanos)
                .isPresent();
    }

    synchronized long strays() {
        return sent.strays();
    }

    /** Fails all that is open, and all that comes later. The first end counts. */
    void end(StatusRuntimeException reason) {
        List<OpenChallenge> left;
        synchronized (this) {
            if (end == null) {
                end = reason;
            }
            left = takeAll();
        }
        left.forEach(open -> open.fail(reason));
    }

    @GuardedBy("this")
    private List<OpenChallenge> takeAll() {
        List<OpenChallenge> all = new ArrayList<>(sent.takeAll());
        all.addAll(unsent.takeAll());
        return all;
    }

    /** Nanoseconds until the oldest expires, for the one who now has to see to it; 0 where nobody has to. */
    synchronized long watchFor() {
        if (watched || (sent.isEmpty() && unsent.isEmpty())) {
            return 0;
        }
        watched = true;
        OpenChallenge oldest = sent.oldest().or(unsent::oldest).orElseThrow();
        return Math.max(1, oldest.deadline() - System.nanoTime());
    }

    /** Fails what has waited too long, with why nobody could be asked where nobody could. */
    void expire() {
        List<OpenChallenge> over = new ArrayList<>();
        StatusRuntimeException why;
        synchronized (this) {
            why = unreached;
            watched = false;
            long now = System.nanoTime();
            sent.expire(now, over);
            unsent.expire(now, over);
        }
        if (!over.isEmpty()) {
            StatusRuntimeException status = why == null ? Status.DEADLINE_EXCEEDED.asRuntimeException() : why;
            over.forEach(open -> open.fail(status));
        }
    }
}

package eu.qlpipeline.signing.client.internal.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The challenges of a stream that are not sent yet, the oldest first. While more than a few that were sent have no answer, those
 * that come now wait for these answers, unless there are very many of them: what is asked at once has one signature. There is no
 * timer, and as long as no more than a few are open none of them waits. Guarded by the lock of {@link OpenChallenges}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc896">RFC 896, which has small packets wait for the acknowledgement of the last</a>
 */
final class UnsentChallenges {

    /** So many without an answer hold nothing back. */
    static final int FEW = 16;
    /** So many wait for no answer. */
    static final int VERY_MANY = 1024;

    /** As the wire format says. */
    private static final int LARGEST_MESSAGE = 256;
    /** Below what an agent takes in one message. */
    private static final int LARGEST_MESSAGE_BYTES = 15 * 1024;

    private static final int FRAMING = 16;

    /** So many may wait before those are dropped that nobody waits for. */
    private static final int MANY_TO_KEEP = 2 * VERY_MANY;

    private final ArrayDeque<OpenChallenge> waiting = new ArrayDeque<>();
    /** How many of them may be sent; never more than there are. */
    private int released;
    /** How many may wait before it is looked which of them are over. */
    private int room = MANY_TO_KEEP;

    /** Has one more wait. Where nothing can be sent, those that are over are dropped whenever twice as many wait as were left before. */
    void add(OpenChallenge challenge) {
        if (waiting.size() >= room) {
            dropOver();
            room = Math.max(MANY_TO_KEEP, 2 * waiting.size());
        }
        waiting.add(challenge);
    }

    private void dropOver() {
        int before = released;
        for (int place = 0, all = waiting.size(); place < all; place++) {
            OpenChallenge next = waiting.remove();
            if (!next.outcome().isOver()) {
                waiting.add(next);
            } else if (place < before) {
                released--;
            }
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    Optional<OpenChallenge> oldest() {
        return Optional.ofNullable(waiting.peek());
    }

    /** Lets all that wait now be sent, unless they have to wait for answers. */
    void release(int unanswered) {
        if (unanswered <= FEW || waiting.size() >= VERY_MANY) {
            released = waiting.size();
        }
    }

    /** Takes what the next message holds of those that may be sent; drops those that nobody waits for. */
    List<OpenChallenge> nextMessage() {
        List<OpenChallenge> message = new ArrayList<>();
        int bytes = 0;
        while (released > 0 && message.size() < LARGEST_MESSAGE) {
            OpenChallenge next = waiting.element();
            if (!next.outcome().isOver()) {
                bytes += next.request().getSerializedSize() + FRAMING;
                if (bytes > LARGEST_MESSAGE_BYTES && !message.isEmpty()) {
                    break;
                }
                message.add(next);
            }
            waiting.remove();
            released--;
        }
        return message;
    }

    /** Takes all. */
    List<OpenChallenge> takeAll() {
        List<OpenChallenge> all = List.copyOf(waiting);
        waiting.clear();
        released = 0;
        return all;
    }

    /** Moves those whose time is up. */
    void expire(long now, List<OpenChallenge> over) {
        while (!waiting.isEmpty() && waiting.element().isOver(now)) {
            over.add(waiting.remove());
            released = Math.max(0, released - 1);
        }
    }
}

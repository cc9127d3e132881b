package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.client.internal.stream.SharedOutcome.Asked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The challenges that were sent, by their numbers, the oldest first. Of those whose time was up before their answer came the
 * last are remembered: the answer may come yet, and prove those of others. Guarded by the lock of {@link OpenChallenges}.
 */
final class SentChallenges {

    /** As many as an agent leaves unanswered. */
    private static final int MOST_LATE = 16_384;

    private final Map<Long, OpenChallenge> waiting = new LinkedHashMap<>();
    private final Map<Long, OpenChallenge> late = new LinkedHashMap<>();
    private long lastNumber;
    private long strays;

    /** Takes a challenge in under the next number, which it returns. */
    long add(OpenChallenge challenge) {
        waiting.put(++lastNumber, challenge);
        return lastNumber;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many have no answer. */
    int size() {
        return waiting.size();
    }

    Optional<OpenChallenge> oldest() {
        return waiting.values().stream().findFirst();
    }

    /** All that wait, which no longer do. */
    Collection<OpenChallenge> takeAll() {
        List<OpenChallenge> all = new ArrayList<>(waiting.values());
        waiting.clear();
        late.clear();
        return all;
    }

    /** The challenge of that number, if it waits. */
    @Nullable
    OpenChallenge take(Long number) {
        OpenChallenge taken = waiting.remove(number);
        if (taken == null) {
            strays++;
            late.remove(number);
        }
        return taken;
    }

    /** The challenge of that number, if it waits, or its time was up not long ago. */
    @Nullable
    Asked takeEvenLate(Long number) {
        OpenChallenge taken = waiting.remove(number);
        if (taken != null) {
            return new Asked(taken.outcome(), true);
        }
        strays++;
        OpenChallenge over = late.remove(number);
        return over == null ? null : new Asked(over.outcome(), false);
    }

    /** Answers to challenges that did not wait. */
    long strays() {
        return strays;
    }

    /** Moves those whose time is up. */
    void expire(long now, List<OpenChallenge> over) {
        Iterator<Map.Entry<Long, OpenChallenge>> oldestFirst =
                waiting.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Long, OpenChallenge> entry = oldestFirst.next();
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
}

package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The findings so far, the first 100 of each kind: many of one do not hide another. Confined to one thread. */
final class Findings {

    static final int MOST = 100;

    private final List<LogFinding> all = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    void add(Kind kind, Place place, String message) {
        if (counts.merge(kind, 1, Integer::sum) <= MOST) {
            all.add(new LogFinding(kind, place, message));
        }
    }

    void add(DamageException damage, long sequence) {
        add(
                damage.isTorn() ? Kind.TORN : Kind.DAMAGED,
                new Place(damage.file(), damage.offset(), sequence),
                String.valueOf(damage.getMessage()));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** How many were left out. */
    long more() {
        return counts.values().stream()
                .mapToLong(count -> Math.max(0, count - MOST))
                .sum();
    }

    List<LogFinding> all() {
        return all;
    }
}

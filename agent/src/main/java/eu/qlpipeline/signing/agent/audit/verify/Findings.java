package eu.qlpipeline.signing.agent.audit.verify;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.verify.Finding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.Finding.Place;
import java.util.ArrayList;
import java.util.List;

/** The findings so far, the first 100. Confined to one thread. */
final class Findings {

    private static final int MOST = 100;

    private final List<Finding> all = new ArrayList<>();

    void add(Kind kind, Place place, String message) {
        if (all.size() < MOST) {
            all.add(new Finding(kind, place, message));
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

    List<Finding> all() {
        return all;
    }
}

package eu.qlpipeline.signing.acceptance.faults;

import java.time.Duration;
import java.util.List;

/**
 * Something that goes wrong with the HSM for a while.
 *
 * @param name what, in the words of the table
 * @param lines the control file of the fault module while it does
 * @param holds for how long
 * @param end what ends it
 * @param bound within what the first good signature has to come after its end
 */
record Fault(String name, List<String> lines, Duration holds, End end, Duration bound) {

    /** Long enough for some attempts at recovery to fail. */
    private static final Duration HOLDS = Duration.ofMillis(400);

    /** Twice what is demanded: the tests share the machine with others. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** What ends a fault. */
    enum End {
        /** The HSM is well again. */
        BY_ITSELF("by itself"),
        /** The HSM is well again, and a person lifts the latch of the PIN. */
        UNLATCHED("`pin unlatch`"),
        /** The agent ends, and is started again. */
        RESTART("restart");

        private final String label;

        End(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    Fault {
        lines = List.copyOf(lines);
    }

    static Fault of(String name, String... lines) {
        return new Fault(name, List.of(lines), HOLDS, End.BY_ITSELF, SOON);
    }

    Fault lasting(Duration time) {
        return new Fault(name, lines, time, end, bound);
    }

    Fault endedBy(End other) {
        return new Fault(name, lines, holds, other, bound);
    }

    Fault within(Duration other) {
        return new Fault(name, lines, holds, end, other);
    }
}
